import { buildBriefing } from "../../domain/briefing/briefing.ts";
import type { JsonResource } from "./define-resource.ts";

export const briefingResource: JsonResource = {
  uri: "awareness://briefing",
  name: "briefing",
  title: "Briefing",
  description: "What needs attention, and what other clients wrote in the last 24 hours.",
  scope: "memory:read",
  watches: {},
  read: ({ services, caller }) => buildBriefing(services, caller, {}),
};
