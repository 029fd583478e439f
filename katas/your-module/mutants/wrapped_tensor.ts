import { nn, Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You made a parameter of the tensor that was assigned. It looks helpful, but an optimizer goes on training
 * the old parameter, and nobody notices: refuse the tensor, so that whoever wrote the line says what it means.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    const plain = value instanceof Tensor && !(value instanceof nn.Parameter);
    const wrap = plain && this._parameters.has(name);
    return super._assign(name, wrap ? new nn.Parameter(value) : value);
  }
}
