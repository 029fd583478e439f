/**
 * Methods that compare, and that compute with truth values and bits.
 *
 * @module
 */
import { ChoiceMethods } from "./choice.ts";

/** Methods that compare, and that compute with truth values and bits. */
export abstract class LogicMethods extends ChoiceMethods {
}
