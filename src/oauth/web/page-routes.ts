import { AwarenessError } from "../../domain/errors.ts";
import { type Exchange, HttpError, type Reply } from "../../http/exchange.ts";
import type { FindRoute, Route } from "../../http/routes.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { findAsset } from "../pages/assets.ts";
import type { OAuthAddress } from "../server/address.ts";
import type { RequestLimits } from "../server/request-limits.ts";
import {
  ACCOUNT_PATH,
  ASSETS_PATH,
  INTERACTION_PATH,
  LINK_PATH,
  PAGES_PATH,
  SIGN_IN_PATH,
} from "../server/routes.ts";
import { waitMinutes } from "../server/wait-minutes.ts";
import { createAccountPages } from "./account-pages.ts";
import { ACCOUNT_STEPS } from "./account-steps.ts";
import { createInteractionPages } from "./interaction-pages.ts";
import { createLinkPages } from "./link-pages.ts";
import type { WebParts } from "./parts.ts";
import { PASSKEY_STEPS } from "./passkey-paths.ts";
import { messageReply, type PageHandler, seeOther } from "./replies.ts";
import { createRootRoute } from "./root-route.ts";
import { createSignInPages } from "./sign-in-pages.ts";

export interface PageGuard {
  readonly log: Logger;
  readonly limits: Pick<RequestLimits, "take">;
}

const READ = ["GET", "HEAD"] as const;
const FORMS = ["GET", "HEAD", "POST"] as const;
const INTERACTION_STEPS = [...PASSKEY_STEPS, "switch"] as const;

/** Finds the page at `/`, or at a path below `/oauth`; every other path there is a page that says so. */
export function createPageRoutes(parts: WebParts, around: PageGuard): FindRoute {
  const { address } = parts;
  const account = createAccountPages(parts);
  const signIn = createSignInPages(parts);
  const link = createLinkPages(parts);
  const interaction = createInteractionPages(parts);
  const page = (answer: PageHandler): Route => ({
    methods: FORMS,
    public: false,
    answer: guard(answer, address, around),
  });
  const notFound = page(async () => messageReply(address, "not_found"));

  const finders: readonly FindRoute[] = [
    (path) =>
      path === PAGES_PATH ? page(async () => seeOther(`${address.basePath}${ACCOUNT_PATH}`)) : undefined,
    assetRoute,
    (path) =>
      within(stepBelow(path, ACCOUNT_PATH, ACCOUNT_STEPS), (step) =>
        page((exchange) => account(exchange, step)),
      ),
    (path) =>
      within(stepBelow(path, SIGN_IN_PATH, PASSKEY_STEPS), (step) =>
        page((exchange) => signIn(exchange, step)),
      ),
    (path) =>
      within(idBelow(path, LINK_PATH, PASSKEY_STEPS), ({ id, step }) =>
        page((exchange) => link(exchange, id, step)),
      ),
    (path) =>
      within(idBelow(path, INTERACTION_PATH, INTERACTION_STEPS), ({ id, step }) =>
        page((exchange) => interaction(exchange, id, step)),
      ),
  ];
  const root = createRootRoute(address);
  return (path) => {
    if (path === "/") return root;
    if (path !== PAGES_PATH && !path.startsWith(`${PAGES_PATH}/`)) return undefined;
    for (const find of finders) {
      const found = find(path);
      if (found !== undefined) return found;
    }
    return notFound;
  };
}

function within<Value>(value: Value | undefined, make: (value: Value) => Route): Route | undefined {
  return value === undefined ? undefined : make(value);
}

function assetRoute(path: string): Route | undefined {
  if (!path.startsWith(`${ASSETS_PATH}/`)) return undefined;
  const asset = findAsset(path.slice(ASSETS_PATH.length + 1));
  if (asset === undefined) return undefined;
  const { "cache-control": cacheControl, ...headers } = asset.headers;
  const reply: Reply = {
    status: 200,
    headers,
    body: asset.body,
    ...(cacheControl === undefined ? {} : { cacheControl }),
  };
  return { methods: READ, public: false, answer: async () => reply };
}

function stepBelow<Step extends string>(
  path: string,
  root: string,
  steps: readonly Step[],
): Step | "" | undefined {
  if (path === root) return "";
  return steps.find((step) => path === `${root}/${step}`);
}

function idBelow<Step extends string>(
  path: string,
  root: string,
  steps: readonly Step[],
): { readonly id: string; readonly step: Step | "" } | undefined {
  const [, id, step = ""] = /^\/([\w-]{20,100})(?:\/([a-z-]+))?$/.exec(path.slice(root.length)) ?? [];
  if (!path.startsWith(`${root}/`) || id === undefined) return undefined;
  const known = step === "" ? "" : steps.find((candidate) => candidate === step);
  return known === undefined ? undefined : { id, step: known };
}

/** People see pages, also where something goes wrong. */
function guard(answer: PageHandler, address: OAuthAddress, { log, limits }: PageGuard): PageHandler {
  return async (exchange: Exchange) => {
    try {
      const waitMs = await limits.take(exchange.remoteAddress);
      if (waitMs > 0) return messageReply(address, "too_many_attempts", { minutes: waitMinutes(waitMs) });
      return await answer(exchange);
    } catch (error) {
      if (error instanceof HttpError) throw error;
      const isAway = error instanceof AwarenessError && error.code === "unavailable";
      log.error({ request_id: exchange.requestId, err: error }, "a page could not be made");
      return messageReply(address, isAway ? "unavailable" : "server_error");
    }
  };
}
