/** How the built-in OAuth server behaves. */
export interface OAuthServerSettings {
  /** Clients may register themselves (RFC 7591). */
  readonly registration: boolean;
  /** Redirect URIs with a scheme of their own that are allowed beside those of well-known clients; compared as a whole. */
  readonly redirectUris: readonly string[];
  /** Host names whose client metadata documents are accepted; `undefined`: those of every public host. */
  readonly clientHosts: readonly string[] | undefined;
}
