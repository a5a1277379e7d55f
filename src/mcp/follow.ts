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
}

/** How each thing stood when it was last looked at; a different text means that it has changed. */
interface OwnerState {
  readonly followers: Set<Follower>;
  readonly marks: Map<string, string>;
  prompts: string | undefined;
  checking: Promise<void>;
  stop(): void;
}

export type FollowServices = Pick<Services, "store" | "changes">;

export function createFollowHub(services: FollowServices, onError: (error: unknown) => void): FollowHub {
  const owners = new Map<OwnerId, OwnerState>();

  function open(owner: OwnerId): OwnerState {
    const state: OwnerState = {
      followers: new Set(),
      marks: new Map(),
      prompts: undefined,
      checking: Promise.resolve(),
      stop: services.changes.watch(owner, () => {
        state.checking = state.checking.then(() => check(services, owner, state)).catch(onError);
      }),
    };
    state.checking = begin(services, owner, state).catch(onError);
    owners.set(owner, state);
    return state;
  }

  return {
    follow(owner, follower) {
      const state = owners.get(owner) ?? open(owner);
      state.followers.add(follower);
      for (const uri of follower.uris) void note(services, owner, state, uri).catch(onError);
      return () => {
        state.followers.delete(follower);
        if (state.followers.size > 0 || owners.get(owner) !== state) return;
        owners.delete(owner);
        state.stop();
      };
    },
    async note(owner, uri) {
      const state = owners.get(owner);
      if (state !== undefined) await note(services, owner, state, uri).catch(onError);
    },
  };
}

async function begin(services: FollowServices, owner: OwnerId, state: OwnerState): Promise<void> {
  state.prompts ??= await markCustomPrompts(services, owner);
}

async function note(services: FollowServices, owner: OwnerId, state: OwnerState, uri: string): Promise<void> {
  if (state.marks.has(uri)) return;
  const mark = await markResource(services, owner, uri, await markTrash(services, owner));
  if (mark !== undefined && !state.marks.has(uri)) state.marks.set(uri, mark);
}

async function check(services: FollowServices, owner: OwnerId, state: OwnerState): Promise<void> {
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
