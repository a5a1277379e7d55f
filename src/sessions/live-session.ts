import { randomUUID } from "node:crypto";
import { type McpServer, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { OwnerId } from "../domain/owner.ts";
import type { FollowedSet } from "./followed-set.ts";

/** What a session needs from the rest of the server to come alive. */
export interface SessionServer {
  readonly server: McpServer;
  /** Tells the client that a resource may have changed. */
  tell(uri: string): void;
  /** Stops what was started for this server. */
  stop(): void;
}

/** A session as it lives in this process: an SDK server on an SDK transport. */
export interface LiveSession {
  readonly id: string;
  readonly owner: OwnerId;
  readonly clientId: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly followed: FollowedSet;
  /** Requests and streams being served now. */
  active: number;
  /** Ids of the requests that have no answer yet: the SDK gives a second one with the same id no answer at all. */
  readonly answering: Set<string | number>;
  /** ms since 1970. */
  usedAt: number;
  touchedAt: number;
  /** Its stream was open elsewhere or before, and what changed since then was told to nobody. */
  mayHaveMissed: boolean;
  tell(uri: string): void;
  close(): Promise<void>;
}

export interface LiveSessionInit {
  readonly id: string;
  readonly owner: OwnerId;
  readonly clientId: string;
  readonly now: number;
  readonly made: SessionServer;
  readonly followed: FollowedSet;
  onClosed(): void;
}

/** 128 random bits and more, visible ASCII, as the transport specification asks of session ids. */
export function newSessionId(): string {
  return randomUUID();
}

export async function openLiveSession(init: LiveSessionInit): Promise<LiveSession> {
  const { id, owner, clientId, now, made, followed, onClosed } = init;
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
  let closed = false;
  const finish = () => {
    if (closed) return;
    closed = true;
    made.stop();
    onClosed();
  };
  await made.server.connect(transport);
  made.server.server.onclose = finish;
  return {
    id,
    owner,
    clientId,
    transport,
    followed,
    active: 0,
    answering: new Set(),
    usedAt: now,
    touchedAt: now,
    mayHaveMissed: false,
    tell: (uri) => made.tell(uri),
    async close() {
      finish();
      await made.server.close();
    },
  };
}
