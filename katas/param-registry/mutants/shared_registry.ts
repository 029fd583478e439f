import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

const registry: Map<string, nn.Parameter> = new Map();

/**
 * You made one registry for the whole class, so all modules write into the same one, and each lists the
 * parameters of the others. Make it in a field with an initialiser, which runs for every new module.
 */
export class Module extends Solution {
  override _parameters: Map<string, nn.Parameter> = registry;
}
