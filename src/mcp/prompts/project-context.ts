import { z } from "zod";
import { projectContext } from "../../domain/digests/project-context.ts";
import { LIMITS } from "../../domain/limits.ts";
import { listTags } from "../../domain/overview/overview.ts";
import { definePrompt, promptFields } from "./define-prompt.ts";

export const projectContextPrompt = definePrompt({
  name: "project_context",
  title: "Project context",
  description: "Active alerts and knowledge tagged with a repository's name.",
  scope: "memory:read",
  input: z.strictObject({
    repo_name: promptFields.name(LIMITS.tagChars).describe("Name of the repository, as used in tags"),
  }),
  values: { repo_name: listTags },
  render: ({ services, caller }, { repo_name }) => projectContext(services, caller, repo_name),
});
