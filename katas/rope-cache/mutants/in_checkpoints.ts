import { Rope as Solution } from "../solution.ts";

/**
 * You registered the tables as persistent, so every checkpoint carries them, and a model with longer tables
 * cannot load it. What can be computed in a moment is registered with { persistent: false }.
 */
export class Rope extends Solution {
  constructor(dim: number, length: number) {
    super(dim, length);
    this.registerBuffer("cos", this.cos);
    this.registerBuffer("sin", this.sin);
  }
}
