/**
 * Methods of exponentials, logarithms and trigonometry, each with its in-place form.
 *
 * @module
 */
import { ArithmeticMethods } from "./arithmetic.ts";

/** Methods of exponentials, logarithms and trigonometry. */
export abstract class TranscendentalMethods extends ArithmeticMethods {
}
