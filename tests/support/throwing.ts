/**
 * What tests say about errors.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";

/** A class of errors, whatever its constructor takes. */
export type ErrorClass = new (...args: never[]) => Error;

/** The first line of what a function throws, which must be of exactly that class. */
export function firstLine(fn: () => unknown, errorClass: ErrorClass): string {
  const error = assertThrows(fn, errorClass);
  assertEquals(error.constructor, errorClass, error.stack);
  return error.message.split("\n")[0]!;
}

/** What must throw, the class of its error, and the first line of its message. */
export type Refusal = [fn: () => unknown, errorClass: ErrorClass, message: string];

/** Holds when every function throws its error, the message's first line to the letter. */
export function assertRefused(refusals: readonly Refusal[]): void {
  for (const [fn, errorClass, message] of refusals) {
    assertEquals(firstLine(fn, errorClass), message);
  }
}

/** Something of a type that TypeScript would not let pass. */
export function wrong(value: unknown): never {
  return value as never;
}
