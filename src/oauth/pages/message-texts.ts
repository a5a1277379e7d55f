/** What a page says about one code. */
export interface MessageText {
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** What to do next; absent when there is nothing to do. */
  readonly next?: string;
}

const START_ANEW = "Go back to the client and connect again.";

/** By code: those of OAuth (RFC 6749 section 4.1.2.1, RFC 8707 section 2), and our own. */
export const MESSAGES = {
  expired_request: {
    status: 400,
    title: "This took too long",
    text: "The request to connect has expired, or was finished in another window.",
    next: START_ANEW,
  },
  unknown_client: {
    status: 400,
    title: "Unknown client",
    text: "The client that sent you here is not known to this server, so you are not sent back to it.",
    next: "In the client, remove the connection and add it again.",
  },
  wrong_redirect: {
    status: 400,
    title: "Wrong address to return to",
    text: "The client asks to have your answer sent to an address that it has not registered. Nothing was sent.",
    next: "If you know the client, remove the connection there and add it again. If not, close this page.",
  },
  invalid_request: {
    status: 400,
    title: "This request cannot be answered",
    text: "The client has sent something that this server does not understand.",
    next: START_ANEW,
  },
  invalid_target: {
    status: 400,
    title: "Not a memory of this server",
    text: "The client asks for access to something that is not on this server.",
    next: "Check the address of the connector in the client.",
  },
  access_denied: {
    status: 403,
    title: "Access was denied",
    text: "The client gets no access to your memory.",
    next: "You can close this page.",
  },
  forged_form: {
    status: 403,
    title: "This form was not sent by you",
    text: "The form did not come from a page of this server in this browser, or cookies are switched off. Nothing was done.",
    next: "Allow cookies for this site, go back, reload the page and try again.",
  },
  too_many_attempts: {
    status: 429,
    title: "Too many attempts",
    text: "There were too many attempts from your network in a short time.",
    next: "Wait, then try again.",
  },
  not_found: {
    status: 404,
    title: "No such page",
    text: "There is nothing at this address.",
    next: "Check the address.",
  },
  unavailable: {
    status: 503,
    title: "Not available right now",
    text: "The server cannot reach its database.",
    next: "Try again in a minute.",
  },
  server_error: {
    status: 500,
    title: "Something went wrong",
    text: "The server has made a mistake. It is noted in its log.",
    next: "Try again. If it happens once more, tell who runs the server.",
  },
  signed_out: {
    status: 200,
    title: "You are signed out",
    text: "This browser no longer has access to your account.",
    next: "You can close this page.",
  },
  signed_out_everywhere: {
    status: 200,
    title: "You are signed out everywhere",
    text: "No browser has access to your account any more. Clients stay connected.",
    next: "You can close this page.",
  },
  done: {
    status: 200,
    title: "Done",
    text: "Everything is set.",
    next: "You can close this page.",
  },
} as const satisfies Readonly<Record<string, MessageText>>;

export type MessageCode = keyof typeof MESSAGES;
