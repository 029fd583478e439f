import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../reassign-buffer/solution.ts";

/**
 * Why it works: a null buffer keeps its slot, so a tensor assigned later is a buffer at once; and the one
 * method through which everybody looks at buffers leaves empty slots out.
 */
export class Module extends Base {
  /** Runs a function over the own buffers that are there. */
  _eachBuffer(visit: (name: string, buffer: Tensor) => void): void {
    for (const [name, buffer] of this._buffers) {
      if (buffer !== null) visit(name, buffer);
    }
  }
}
