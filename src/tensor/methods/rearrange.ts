/**
 * Methods that put the elements in another order, or repeat them.
 *
 * @module
 */
import { ShapeMethods } from "./shape.ts";

/** Methods that put the elements in another order, or repeat them. */
export abstract class RearrangeMethods extends ShapeMethods {
}
