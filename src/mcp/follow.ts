import type { ChangeWatch } from "../domain/changes/change-feed.ts";
import { markCustomPrompts } from "../domain/custom-prompts/custom-prompts.ts";
import type { OwnerId } from "../domain/owner.ts";
import type { Services } from "../domain/services.ts";
import { entriesBehind } from "./resources/resource-uri.ts";

/** Something that tells one client of changes. */
export interface Follower {
  /** What the client follows now. */
  readonly uris: ReadonlySet<string>;
  updated(uri: string): void;
  promptsChanged(): void;
}

/** Finds out, once for all followers of an owner, what a change of that owner's entries has changed. */
export interface FollowHub {
  /** Tells `follower` of changes of this owner, and of nobody else's, until the returned function is called. */
  follow(owner: OwnerId, follower: Follower): () => void;
  /** Notes how a resource stands, so that only later changes of it count; called when a client begins to follow it. */
  note(owner: OwnerId, uri: string): Promise<void>;
  /**
   * The same for all that a client is going to follow, before it is told that it does; what is noted is kept until the
   * answered function is called.
   */
  prepare(owner: OwnerId, uris: ReadonlySet<string>): Promise<() => void>;
}

/** How each thing stood when it was last looked at; a different text means that it has changed. */
interface OwnerState {
  readonly followers: Set<Follower>;
  readonly marks: Map<string, string>;
  prompts: string | undefined;
  /** The last check that was asked for. */
  checking: Promise<void>;
  /** One waits for its turn: it will see whatever has changed until then. */
  waiting: boolean;
  retry: NodeJS.Timeout | undefined;
  watch: ChangeWatch | undefined;
}

export type FollowServices = Pick<Services, "store" | "changes">;

/** After a failure nothing may be missed until the next change. */
const RETRY_MS = 1_000;

export function createFollowHub(services: FollowServices, onError: (error: unknown) => void): FollowHub {
  const owners = new Map<OwnerId, OwnerState>();

  function open(owner: OwnerId): OwnerState {
    const state: OwnerState = {
      followers: new Set(),
      marks: new Map(),
      prompts: undefined,
      checking: Promise.resolve(),
      waiting: false,
      retry: undefined,
      watch: undefined,
    };
    const watch = services.changes.watch(owner, () => check(owner, state));
    state.watch = watch;
    state.checking = watch.ready.then(() => begin(services, owner, state)).catch(onError);
    owners.set(owner, state);
    return state;
  }

  function check(owner: OwnerId, state: OwnerState): void {
    if (state.waiting) return;
    state.waiting = true;
    state.checking = state.checking
      .then(() => {
        state.waiting = false;
        return checkAll(services, owner, state);
      })
      .catch((error: unknown) => {
        onError(error);
        if (owners.get(owner) !== state) return;
        clearTimeout(state.retry);
        state.retry = setTimeout(() => check(owner, state), RETRY_MS).unref();
      });
  }

  function follow(owner: OwnerId, follower: Follower): () => void {
    const state = owners.get(owner) ?? open(owner);
    state.followers.add(follower);
    return () => {
      state.followers.delete(follower);
      if (state.followers.size > 0 || owners.get(owner) !== state) return;
      owners.delete(owner);
      clearTimeout(state.retry);
      state.watch?.stop();
    };
  }

  return {
    follow(owner, follower) {
      const stop = follow(owner, follower);
      const state = owners.get(owner);
      if (state !== undefined)
        for (const uri of follower.uris) void note(services, owner, state, uri).catch(onError);
      return stop;
    },
    async note(owner, uri) {
      const state = owners.get(owner);
      if (state !== undefined) await note(services, owner, state, uri).catch(onError);
    },
    async prepare(owner, uris) {
      const stop = follow(owner, { uris, updated: () => {}, promptsChanged: () => {} });
      const state = owners.get(owner);
      if (state === undefined) return stop;
      await state.checking;
      await Promise.all([...uris].map((uri) => note(services, owner, state, uri))).catch(onError);
      return stop;
    },
  };
}

async function begin(services: FollowServices, owner: OwnerId, state: OwnerState): Promise<void> {
  state.prompts ??= await markCustomPrompts(services, owner);
}

async function note(services: FollowServices, owner: OwnerId, state: OwnerState, uri: string): Promise<void> {
  // Before the first look at the owner a change would be noticed by nobody.
  await state.watch?.ready;
  if (state.marks.has(uri)) return;
  const mark = await markResource(services, owner, uri, await markTrash(services, owner));
  if (mark !== undefined && !state.marks.has(uri)) state.marks.set(uri, mark);
}

async function checkAll(services: FollowServices, owner: OwnerId, state: OwnerState): Promise<void> {
  await checkResources(services, owner, state);
  const prompts = await markCustomPrompts(services, owner);
  if (prompts === state.prompts) return;
  state.prompts = prompts;
  for (const follower of state.followers) follower.promptsChanged();
}

async function checkResources(
  services: FollowServices,
  owner: OwnerId,
  { followers, marks }: OwnerState,
): Promise<void> {
  const followed = new Set([...followers].flatMap(({ uris }) => [...uris]));
  for (const uri of [...marks.keys()].filter((known) => !followed.has(known))) marks.delete(uri);
  if (followed.size === 0) return;
  const trash = await markTrash(services, owner);
  for (const uri of followed) {
    const mark = await markResource(services, owner, uri, trash);
    if (mark === undefined || mark === marks.get(uri)) continue;
    marks.set(uri, mark);
    for (const { uris, updated } of followers) if (uris.has(uri)) updated(uri);
  }
}

/**
 * One index lookup, however much there is: the newest change among the entries behind the resource. An entry that leaves
 * them is found in the trash. `undefined` when no resource has this URI.
 */
async function markResource(
  { store }: FollowServices,
  owner: OwnerId,
  uri: string,
  trash: string,
): Promise<string | undefined> {
  const filter = entriesBehind(uri);
  if (filter === undefined) return undefined;
  const [newest] = await store.entries.list(owner, filter, { limit: 1 });
  return `${newest?.rev ?? 0} ${trash}`;
}

/** The newest delete or expiry of any entry. */
async function markTrash({ store }: FollowServices, owner: OwnerId): Promise<string> {
  const [newest] = await store.trash.list(owner, { limit: 1 });
  return newest === undefined ? "" : `${newest.trashedAt} ${newest.entry.rev}`;
}
