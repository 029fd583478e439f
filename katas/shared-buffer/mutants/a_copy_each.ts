import { Module as Before } from "../../module-to/solution.ts";
export { bufferBytes } from "../solution.ts";

/**
 * You moved the mask once for each name that leads to it, so every block has a copy now. Remember during a
 * move what has become of each tensor.
 */
export class Module extends Before {}
