import { z } from "zod";
import type { OwnerId } from "../../domain/owner.ts";
import type { Scope } from "../../domain/principal.ts";
import type { Services } from "../../domain/services.ts";
import type { ToolContext } from "../define-tool.ts";

/** Every value an argument can have for an owner; what is suggested depends on what was typed. */
export type ArgumentValues = (services: Services, owner: OwnerId) => Promise<readonly string[]>;

/** A prompt that answers one Markdown text in the user's role. */
export interface Prompt<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
  /** Strict. All arguments arrive as text. */
  readonly input: Input;
  readonly values?: Readonly<Record<string, ArgumentValues>>;
  render(context: ToolContext, input: z.output<Input>): Promise<string>;
}

/** A prompt whose argument types are no longer known to the compiler, as lists of prompts hold it. */
export interface AnyPrompt extends Omit<Prompt, "render"> {
  render(context: ToolContext, input: never): Promise<string>;
}

/** Identity at run time; it exists so that `render` infers its argument from `input`. */
export const definePrompt = <Input extends z.ZodObject>(prompt: Prompt<Input>): Prompt<Input> => prompt;

const MAX_HOURS = 8760;

/** Argument fields of prompts. */
export const promptFields = {
  name: (most: number) => z.string().min(1).max(most),
  /** Text in, hours out; empty counts as left out. */
  hours: (usual: number) =>
    z
      .string()
      .transform((text, context): number => {
        if (text.trim() === "") return usual;
        const hours = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
        if (hours >= 1 && hours <= MAX_HOURS) return hours;
        context.addIssue({ code: "custom", message: `is a whole number from 1 to ${MAX_HOURS}` });
        return z.NEVER;
      })
      .default(usual),
};
