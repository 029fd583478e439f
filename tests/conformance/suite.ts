/** All sentences about modules, from basic to subtle. */
import type { Sentence } from "../../katas/support/sentence.ts";
import { attributes } from "./attributes.ts";
import { buffers } from "./buffers.ts";
import type { Kit } from "./kit.ts";
import { loading } from "./loading.ts";
import { moving } from "./moving.ts";
import { registering } from "./registering.ts";
import { walking } from "./walking.ts";

/** What a Module must do to be one. */
export const conformance: readonly Sentence<Kit>[] = [
  ...walking,
  ...registering,
  ...buffers,
  ...attributes,
  ...moving,
  ...loading,
];
