import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Scope } from "../../domain/principal.ts";
import type { Services } from "../../domain/services.ts";
import type { ToolContext } from "../define-tool.ts";

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
}

/** A resource with a fixed URI whose content is JSON; it runs the same use case as its tool twin. */
export interface JsonResource extends Described {
  readonly uri: string;
  /** Which entries its content is made of; empty for all of them. */
  readonly watches: EntryFilter;
  read(context: ToolContext): Promise<unknown>;
}

/** Resources that differ in the last part of their URI. */
export interface JsonTemplate extends Described {
  /** What comes before the variable: `awareness://alerts/`. */
  readonly prefix: string;
  readonly variable: string;
  watches(value: string): EntryFilter;
  /** @throws AwarenessError `not_found` when there is no such resource. */
  read(context: ToolContext, value: string): Promise<unknown>;
  /** Every value the variable can have for this owner. Without it nothing is suggested. */
  values?(services: Services, owner: OwnerId): Promise<readonly string[]>;
}

export const uriTemplateOf = ({ prefix, variable }: JsonTemplate): string => `${prefix}{${variable}}`;
