import { describe, expect, it } from "vitest";
import { renderConsent } from "../../../src/oauth/pages/consent.ts";
import { aClient, aConsent } from "./every-page.ts";
import { alertOf, fieldsOf, textOf, tickedOf, valuesOf } from "./page-text.ts";

const DOCUMENT = { documentHost: "claude.ai" };
const LOOPBACK = { redirectUri: "http://localhost:4321/cb" };
const WARNING = "Only continue if you have just started it yourself.";

describe("who asks, on the page for consent", () => {
  it("is shown by the host of the metadata document", () => {
    const page = renderConsent(aConsent({ client: aClient(DOCUMENT) }));
    expect(textOf(page)).toContain("Who asks verified claude.ai calls itself Claude");
    expect(textOf(page)).toContain("Your answer goes to claude.ai");
    expect(textOf(page)).not.toContain(WARNING);
  });

  it("is an unverified name without one", () => {
    const page = renderConsent(aConsent({ client: aClient({ name: "Bank" }) }));
    expect(textOf(page)).toContain(
      "Who asks unverified name Bank It calls itself so; nobody has checked it.",
    );
    expect(textOf(page)).not.toContain(" verified ");
  });

  it.each([LOOPBACK, { redirectUri: "cursor://cb" }])(
    "may be any program on the computer: %j",
    (redirect) => {
      expect(textOf(renderConsent(aConsent({ client: aClient(redirect) })))).toContain(WARNING);
    },
  );

  it("is not proven by a document when the answer goes to a program", () => {
    const page = renderConsent(aConsent({ client: aClient({ ...DOCUMENT, ...LOOPBACK }) }));
    expect(textOf(page)).toContain("Who asks not proven claude.ai");
    expect(textOf(page)).toContain("give itself the name of claude.ai");
  });
});

describe("what may be allowed", () => {
  it("is what was asked for, ticked as the caller says", () => {
    const page = renderConsent(aConsent());
    expect(valuesOf(page, "scope")).toEqual(["memory:write", "memory:delete"]);
    expect(tickedOf(page, "scope")).toEqual(["memory:write"]);
  });

  it("is reading alone when nothing else was asked for", () => {
    const page = renderConsent(aConsent({ asks: [] }));
    expect(valuesOf(page, "scope")).toEqual([]);
    expect(textOf(page)).toContain("Read and search");
    expect(textOf(page)).not.toContain("Delete");
  });

  it("is everything, or the sources that are known", () => {
    const page = renderConsent(aConsent());
    expect(tickedOf(page, "sources")).toEqual(["all"]);
    expect(valuesOf(page, "source")).toEqual(["nas", "work"]);
    expect(tickedOf(page, "source")).toEqual([]);
  });

  it("shows what was chosen before, also of sources that are not known", () => {
    const page = renderConsent(aConsent({ chosenSources: ["work", "car", "garden"] }));
    expect(tickedOf(page, "sources")).toEqual(["some"]);
    expect(tickedOf(page, "source")).toEqual(["work"]);
    expect(valuesOf(page, "more_sources")).toEqual(["car, garden"]);
  });

  it("shows 50 sources at most, and those chosen beyond as typed", () => {
    const knownSources = Array.from({ length: 60 }, (_, at) => `s${at}`);
    const page = renderConsent(aConsent({ knownSources, chosenSources: ["s55"] }));
    expect(valuesOf(page, "source")).toHaveLength(50);
    expect(valuesOf(page, "more_sources")).toEqual(["s55"]);
  });
});

describe("the decision", () => {
  it("is one of two buttons, of which a key pressed in a field means to deny", () => {
    expect(valuesOf(renderConsent(aConsent()), "decision")).toEqual(["deny", "allow"]);
  });

  it("can be left to another account", () => {
    const page = renderConsent(aConsent());
    expect(textOf(page)).toContain("Signed in as Ada Use another account");
    expect(page.html).toContain('<form method="post" action="/memory/oauth/switch"');
  });

  it("is asked for again without a source", () => {
    const page = renderConsent(aConsent({ chosenSources: [], problem: "no_sources" }));
    expect(page.status).toBe(400);
    expect(alertOf(page)).toBe("Tick or name at least one source, or choose everything.");
    expect(fieldsOf(page, "more_sources")[0]?.attributes.get("aria-describedby")).toBe("problem");
  });
});
