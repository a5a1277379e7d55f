import type { ChangeWatch } from "../domain/changes/change-feed.ts";
import { markCustomPrompts } from "../domain/custom-prompts/custom-prompts.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { OwnerId } from "../domain/owner.ts";
import type { ServicesFor, View } from "../domain/projects/bound-services.ts";
import { toProject, viewKey } from "../domain/projects/project.ts";
import type { Services } from "../domain/services.ts";
import { entriesBehind } from "./resources/resource-uri.ts";

/** Something that tells one client of changes. */
export interface Follower {
  /** What the client follows now. */
  readonly uris: ReadonlySet<string>;
  updated(uri: string): void;
  promptsChanged(): void;
}

/**
 * Finds out, once for all followers that see the same, what a change of an owner's entries has changed. A view is an owner's
 * things, or those of a project among them: of the others' changes its followers hear nothing.
 */
export interface FollowHub {
  /** Tells `follower` of changes of what it sees, and of nothing else, until the returned function is called. */
  follow(view: View, follower: Follower): () => void;
  /**
   * Notes how resources stand, so that only later changes of them count; called when a client begins to follow them.
   * @throws AwarenessError `unavailable` when that cannot be found out.
   */
  note(view: View, uris: Iterable<string>): Promise<void>;
  /**
   * The same for all that a client is going to follow, before it is told that it does; what is noted is kept until the
   * answered function is called.
   * @throws AwarenessError `unavailable` when that cannot be found out; nothing is followed then.
   */
  prepare(view: View, uris: ReadonlySet<string>): Promise<() => void>;
}

/** How each thing stood when it was last looked at; a different text means that it has changed. */
interface ViewState {
  readonly owner: OwnerId;
  readonly services: FollowServices;
  readonly followers: Set<Follower>;
  /** One that is followed and not marked may have changed unseen: the next change tells of it. */
  readonly marks: Map<string, string>;
  /** What waits to be marked. */
  readonly noting: Set<string>;
  prompts: string | undefined;
  /** The last look that was asked for; one is taken after the other. */
  checking: Promise<void>;
  /** One waits for its turn: it will see whatever has changed until then. */
  waiting: boolean;
  retry: NodeJS.Timeout | undefined;
  readonly watch: ChangeWatch;
}

type FollowServices = Pick<Services, "store">;

export interface FollowOptions {
  readonly servicesFor: ServicesFor;
  readonly changes: Services["changes"];
}

/** After a failure nothing may be missed until the next change. */
const RETRY_MS = 1_000;

export function createFollowHub(
  { servicesFor, changes }: FollowOptions,
  onError: (error: unknown) => void,
): FollowHub {
  const views = new Map<string, ViewState>();

  function open(key: string, view: View): ViewState {
    const { owner } = view;
    const watch = changes.watch(owner, () => check(key, state));
    const state = createState(owner, servicesFor(view), watch);
    views.set(key, state);
    return state;
  }

  function check(key: string, state: ViewState): void {
    if (state.waiting) return;
    state.waiting = true;
    state.checking = state.checking
      .then(() => {
        state.waiting = false;
        return checkAll(state);
      })
      .catch((error: unknown) => {
        onError(error);
        if (views.get(key) !== state) return;
        clearTimeout(state.retry);
        state.retry = setTimeout(() => check(key, state), RETRY_MS).unref();
      });
  }

  async function note(key: string, uris: Iterable<string>): Promise<void> {
    const state = views.get(key);
    if (state === undefined) return;
    try {
      await noteInTurn(state, uris);
    } catch (error) {
      onError(error);
      throw cannotFollow(error);
    }
  }

  function join(key: string, view: View, follower: Follower): () => void {
    const state = views.get(key) ?? open(key, view);
    state.followers.add(follower);
    return () => {
      state.followers.delete(follower);
      if (state.followers.size > 0 || views.get(key) !== state) return;
      views.delete(key);
      clearTimeout(state.retry);
      state.watch.stop();
    };
  }

  return {
    follow(view, follower) {
      const key = keyOf(view);
      const stop = join(key, view, follower);
      void note(key, follower.uris).catch(() => {});
      return stop;
    },
    note: (view, uris) => note(keyOf(view), uris),
    async prepare(view, uris) {
      const key = keyOf(view);
      const stop = join(key, view, { uris, updated: () => {}, promptsChanged: () => {} });
      try {
        await note(key, uris);
        await views.get(key)?.checking;
        return stop;
      } catch (error) {
        stop();
        throw error;
      }
    },
  };
}

function keyOf({ owner, sources }: View): string {
  return viewKey(owner, sources && toProject(sources));
}

function createState(owner: OwnerId, services: FollowServices, watch: ChangeWatch): ViewState {
  return {
    owner,
    services,
    followers: new Set(),
    marks: new Map(),
    noting: new Set(),
    prompts: undefined,
    // Before the first look at the owner a change would be noticed by nobody.
    checking: watch.ready,
    waiting: false,
    retry: undefined,
    watch,
  };
}

/** All in one turn, with one connection; until then they count as unchanged. */
async function noteInTurn(state: ViewState, uris: Iterable<string>): Promise<void> {
  const unknown = [...uris].filter((uri) => !state.marks.has(uri));
  if (unknown.length === 0 && state.prompts !== undefined) return;
  for (const uri of unknown) state.noting.add(uri);
  const noted = state.checking
    .then(() => noteAll(state, unknown))
    .finally(() => {
      for (const uri of unknown) state.noting.delete(uri);
    });
  state.checking = noted.catch(() => {});
  await noted;
}

/** What is trashed in between is told with the next change, since the mark of the trash is the older one. */
async function noteAll(state: ViewState, uris: readonly string[]): Promise<void> {
  const { owner, services, marks } = state;
  state.prompts ??= await markCustomPrompts(services, owner);
  if (uris.every((uri) => marks.has(uri))) return;
  const trash = await markTrash(services, owner);
  for (const uri of uris.filter((wanted) => !marks.has(wanted))) {
    const mark = await markResource(services, owner, uri, trash);
    if (mark !== undefined) marks.set(uri, mark);
  }
}

function cannotFollow(cause: unknown): AwarenessError {
  if (cause instanceof AwarenessError && cause.code === "unavailable" && cause.retryable) return cause;
  return new AwarenessError("unavailable", "The resources cannot be followed now. Try again in a moment.", {
    retryable: true,
    cause,
  });
}

async function checkAll(state: ViewState): Promise<void> {
  const { owner, services } = state;
  await checkResources(state);
  const prompts = await markCustomPrompts(services, owner);
  if (prompts === state.prompts) return;
  state.prompts = prompts;
  for (const follower of state.followers) follower.promptsChanged();
}

async function checkResources({ owner, services, followers, marks, noting }: ViewState): Promise<void> {
  const followed = new Set([...followers].flatMap(({ uris }) => [...uris]));
  for (const uri of [...marks.keys()].filter((known) => !followed.has(known))) marks.delete(uri);
  if (followed.size === 0) return;
  const trash = await markTrash(services, owner);
  for (const uri of [...followed].filter((known) => !noting.has(known))) {
    const mark = await markResource(services, owner, uri, trash);
    if (mark === undefined || mark === marks.get(uri)) continue;
    marks.set(uri, mark);
    tell(followers, uri);
  }
}

function tell(followers: Iterable<Follower>, uri: string): void {
  for (const follower of followers) if (follower.uris.has(uri)) follower.updated(uri);
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
