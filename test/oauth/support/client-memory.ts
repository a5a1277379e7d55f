import { randomBytes } from "node:crypto";

/** What a client registers or publishes about itself, or was given beforehand. */
export interface ClientProfile {
  /** Where it waits for the code. */
  readonly redirectUrl: string;
  /** Metadata beside `redirect_uris` and `client_name` (RFC 7591 section 2). */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** URL of its metadata document, where it has one. */
  readonly documentUrl?: string;
  /** What somebody has registered for it. */
  readonly information?: { readonly client_id: string; readonly client_secret?: string };
  /** In place of the usual ways to say who it is. */
  readonly addClientAuthentication?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: both SDKs have types of their own for what they keep here
type Kept = any;

/** What an OAuth client of either SDK keeps between requests and between starts: its `OAuthClientProvider`. */
export class ClientMemory {
  readonly profile: ClientProfile;
  information: Kept;
  kept: Kept;
  /** Where it has sent a person, oldest first. */
  readonly authorizations: URL[] = [];
  /** What the SDK has told it to forget. */
  readonly forgotten: string[] = [];
  readonly clientMetadataUrl?: string;
  readonly addClientAuthentication?: unknown;
  saveClientInformation?: (information: Kept) => void;
  #verifier = "";
  #state = "";
  #discovery: Kept;

  constructor(profile: ClientProfile) {
    this.profile = profile;
    this.information = profile.information;
    if (profile.documentUrl !== undefined) this.clientMetadataUrl = profile.documentUrl;
    if (profile.addClientAuthentication !== undefined) {
      this.addClientAuthentication = profile.addClientAuthentication;
    }
    // What was registered beforehand is not for the client to replace.
    if (profile.information === undefined) {
      this.saveClientInformation = (information) => {
        this.information = information;
      };
    }
  }

  get redirectUrl(): string {
    return this.profile.redirectUrl;
  }

  get clientMetadata(): Kept {
    return {
      client_name: "Test client",
      redirect_uris: [this.profile.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      ...this.profile.metadata,
    };
  }

  state(): string {
    this.#state = randomBytes(16).toString("base64url");
    return this.#state;
  }

  clientInformation(): Kept {
    return this.information;
  }

  tokens(): Kept {
    return this.kept;
  }

  saveTokens(tokens: Kept): void {
    this.kept = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizations.push(url);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(state: Kept): void {
    this.#discovery = state;
  }

  discoveryState(): Kept {
    return this.#discovery;
  }

  invalidateCredentials(scope: string): void {
    this.forgotten.push(scope);
    if (scope === "all" || scope === "client") this.information = this.profile.information;
    if (scope === "all" || scope === "tokens") this.kept = undefined;
  }

  /** @throws Error when the callback answers another request than the last one. */
  requireOwn(callback: URL): void {
    if (callback.searchParams.get("state") !== this.#state) throw new Error("the state is another");
  }
}
