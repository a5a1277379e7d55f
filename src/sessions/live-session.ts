import { randomUUID } from "node:crypto";
import { type McpServer, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { OwnerId } from "../domain/owner.ts";

/** What a session needs from the rest of the server to come alive. */
export interface SessionServer {
  readonly server: McpServer;
  /** Stops what was started for this server. */
  stop(): void;
}

/** A session as it lives in this process: an SDK server on an SDK transport. */
export interface LiveSession {
  readonly id: string;
  readonly owner: OwnerId;
  readonly clientId: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Requests and streams being served now. */
  active: number;
  /** ms since 1970. */
  usedAt: number;
  touchedAt: number;
  close(): Promise<void>;
}

export interface LiveSessionInit {
  readonly id: string;
  readonly owner: OwnerId;
  readonly clientId: string;
  readonly now: number;
  readonly made: SessionServer;
  onClosed(): void;
}

/** 128 random bits and more, visible ASCII, as the transport specification asks of session ids. */
export function newSessionId(): string {
  return randomUUID();
}

export async function openLiveSession(init: LiveSessionInit): Promise<LiveSession> {
  const { id, owner, clientId, now, made, onClosed } = init;
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
    active: 0,
    usedAt: now,
    touchedAt: now,
    async close() {
      finish();
      await made.server.close();
    },
  };
}
