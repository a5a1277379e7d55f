/** Tool families that can be switched off; `core` is the smallest useful set. */
export const TOOLSETS = ["core", "knowledge", "alerts", "intentions", "schemas", "activity"] as const;
export type Toolset = (typeof TOOLSETS)[number];
