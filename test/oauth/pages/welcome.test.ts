import { describe, expect, it } from "vitest";
import { renderDeadLink } from "../../../src/oauth/pages/dead-link.ts";
import { renderInvite, renderSetup } from "../../../src/oauth/pages/welcome.ts";
import { alertOf, fieldsOf, textOf, valuesOf } from "./page-text.ts";

const form = { base: "", csrf: "token", action: "/oauth/setup", user: "ada" };
const passkey = { optionsUrl: "/oauth/options", action: "/oauth/setup-passkey" };

describe.each([
  ["set-up", renderSetup],
  ["invite", renderInvite],
])("the page of the link: %s", (_, render) => {
  it("says whose account it is, also to password managers", () => {
    expect(textOf(render(form))).toContain("ada");
    expect(fieldsOf(render(form), "username")[0]?.attributes.get("autocomplete")).toBe("username");
    expect(valuesOf(render(form), "username")).toEqual(["ada"]);
  });

  it("asks twice for a new password, and tells the rules", () => {
    for (const name of ["new_password", "repeat_password"]) {
      expect(fieldsOf(render(form), name)[0]?.attributes.get("autocomplete")).toBe("new-password");
    }
    expect(textOf(render(form))).toContain("At least 14 characters");
  });

  it("says what is weak about a password", () => {
    const page = render({ ...form, passwordProblems: ["Dates are easy to guess.", "Avoid recent years."] });
    expect(page.status).toBe(400);
    expect(alertOf(page).replace(/\s+/g, " ")).toBe("Dates are easy to guess. Avoid recent years.");
    expect(fieldsOf(page, "new_password")[0]?.attributes.get("aria-describedby")).toBe(
      "password-problem new_password-hint",
    );
  });

  it("offers a passkey instead, posted elsewhere, when there can be one", () => {
    expect(render({ ...form, passkey }).html).toMatch(
      /hidden data-passkey="create" data-options-url="\/oauth\/options" formaction="\/oauth\/setup-passkey"/,
    );
    expect(render(form).html).not.toMatch(/data-passkey|<script/);
  });
});

it("only a set-up asks for a name", () => {
  expect(valuesOf(renderSetup({ ...form, displayName: "Ada" }), "display_name")).toEqual(["Ada"]);
  expect(valuesOf(renderInvite({ ...form, displayName: "Ada" }), "display_name")).toEqual([]);
});

describe("the page of a link that no longer works", () => {
  it.each([
    ["setup", "restart the server", "awareness user invite"],
    ["invite", "awareness user invite grace", "restart the server"],
  ] as const)("tells for %s how to get another", (kind, told, untold) => {
    const page = renderDeadLink({ base: "", kind, user: "grace" });
    expect(page.status).toBe(410);
    expect(textOf(page)).toContain(told);
    expect(textOf(page)).not.toContain(untold);
  });

  it("tells both when nobody knows what it was for", () => {
    const text = textOf(renderDeadLink({ base: "", kind: "unknown" }));
    expect(text).toContain("restart the server");
    expect(text).toContain("awareness user invite NAME");
  });

  it.each(["a; rm -rf ~", "$(id)", "--admin", "x y"])("gives no command that %j would change", (user) => {
    expect(textOf(renderDeadLink({ base: "", kind: "invite", user }))).toContain(
      "awareness user invite NAME",
    );
  });
});
