/** Writes down what a session follows. */
export interface FollowedRegistry {
  follow(uri: string): Promise<void>;
  unfollow(uri: string): Promise<void>;
}

/** The resources that one session follows: as this process knows them, with the registry behind it. */
export class FollowedSet {
  /** The handlers of the session change it; it is followed as it is. */
  readonly uris: Set<string>;
  readonly #registry: FollowedRegistry;
  #changes = 0;
  #changing = 0;

  constructor(uris: readonly string[], registry: FollowedRegistry) {
    this.uris = new Set(uris);
    this.#registry = registry;
  }

  follow(uri: string): Promise<void> {
    return this.#change(() => this.#registry.follow(uri));
  }

  unfollow(uri: string): Promise<void> {
    return this.#change(() => this.#registry.unfollow(uri));
  }

  /** How often the set was changed here; to be asked before the registry is read. */
  get version(): number {
    return this.#changes;
  }

  /**
   * Takes over what the registry said, unless the set was changed here since `version`. Answers what is new, because
   * another process was asked for it.
   */
  adopt(uris: readonly string[], version: number): readonly string[] {
    if (version !== this.#changes || this.#changing > 0) return [];
    const added = uris.filter((uri) => !this.uris.has(uri));
    const kept = new Set(uris);
    for (const uri of this.uris) if (!kept.has(uri)) this.uris.delete(uri);
    for (const uri of added) this.uris.add(uri);
    return added;
  }

  async #change(write: () => Promise<void>): Promise<void> {
    this.#changing += 1;
    try {
      await write();
    } finally {
      this.#changing -= 1;
      this.#changes += 1;
    }
  }
}
