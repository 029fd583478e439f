/**
 * What tests say about the messages of errors.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";

/** A class of errors, whatever its constructor takes. */
export type ErrorClass = new (...args: never[]) => Error;

/**
 * Holds when `fn` throws an error of the class that says PyTorch's words, line for line, and then a fix.
 *
 * @param fn what must throw
 * @param errorClass the class of the error
 * @param words PyTorch's message
 * @returns the lines after PyTorch's: the fix
 */
export function assertSays(fn: () => unknown, errorClass: ErrorClass, words: string): string {
  const error = assertThrows(fn, errorClass);
  assertEquals(error.constructor, errorClass);
  const lines = error.message.split("\n");
  const count = words.split("\n").length;
  assertEquals(lines.slice(0, count).join("\n"), words);
  const fix = lines.slice(count).join("\n");
  assert(fix !== "", "no fix");
  return fix;
}

/** The first line of what a function throws, which must be of exactly that class, and have a fix. */
export function firstLine(fn: () => unknown, errorClass: ErrorClass): string {
  const error = assertThrows(fn, errorClass);
  assertEquals(error.constructor, errorClass, error.stack);
  const [first, ...fix] = error.message.split("\n");
  assert(fix.length > 0, `no fix: ${first}`);
  return first!;
}

/** What must throw, the class of its error, and the first line of its message. */
export type Refusal = [fn: () => unknown, errorClass: ErrorClass, message: string];

/** Holds when every function throws its error, PyTorch's words to the letter, and a fix. */
export function assertRefused(refusals: readonly Refusal[]): void {
  for (const [fn, errorClass, message] of refusals) {
    assertSays(fn, errorClass, message);
  }
}

/** Something of a type that TypeScript would not let pass. */
export function wrong(value: unknown): never {
  return value as never;
}
