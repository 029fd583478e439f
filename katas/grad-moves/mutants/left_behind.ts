import { Module as Before } from "../../module-to/solution.ts";

/**
 * You moved the parameter's data, and its gradient stayed where it was. `data` is what a parameter holds;
 * `grad` is another tensor, which has to be moved as well.
 */
export class Module extends Before {}
