import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You register parameters and let modules pass as plain attributes. Then nothing below them is trained or
 * moved: a module that is assigned is a child.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    return value instanceof nn.Parameter && super._assign(name, value);
  }
}
