/** The library's own classes. */
import { nn } from "@hibana/hibana";
import { assertSays } from "../support/errors.ts";
import type { Kit } from "./kit.ts";

/** What the library's tests hold to the sentences. Its errors also name a fix. */
export const library: Kit = { Module: nn.Module, Linear: nn.Linear, refuses: assertSays };
