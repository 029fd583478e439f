/**
 * Methods that run along a dimension and keep what they have so far.
 *
 * @module
 */
import { ReduceMethods } from "./reduce.ts";

/** Methods that run along a dimension and keep what they have so far. */
export abstract class ScanMethods extends ReduceMethods {
}
