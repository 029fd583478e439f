/**
 * What tests say about the messages of errors.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";

type ErrorClass = new (...args: never[]) => Error;

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
