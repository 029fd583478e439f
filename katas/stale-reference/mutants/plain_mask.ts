import { ones, type Tensor, triu } from "@hibana/hibana";
import { Module } from "../../module-to/solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You assigned the mask without registering it: it is a plain tensor, on no list, and stays behind. Only
 * registerBuffer makes a buffer of it.
 */
export class CausalMask extends Module {
  declare mask: Tensor;

  constructor(length: number) {
    super();
    this.mask = triu(ones(length, length), 1).bool();
  }

  forward(scores: Tensor): Tensor {
    const tokens = `:${scores.size(-1)}`;
    return scores.maskedFill(this.mask.at(tokens, tokens), -Infinity);
  }
}
