import { Module as Solution } from "../solution.ts";

/**
 * You set training of this module only. The dropout that has to stop dropping sits in a child, or deeper:
 * pass the mode on, and let every child do the same.
 */
export class Module extends Solution {
  override train(mode = true): this {
    this.training = mode;
    return this;
  }
}
