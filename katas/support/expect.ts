/**
 * Expectations that speak the learner's language. Every message begins with `what`: a sentence about the
 * kata's own names, such as `after to("sim"), module.mask`.
 *
 * @module
 */
import { AssertionError, equal } from "@std/assert";
import { Tensor } from "@hibana/hibana";
import type { Place } from "./devices.ts";

/**
 * Holds when the condition does.
 *
 * @param condition what should be true
 * @param message what was expected, and what is there instead
 */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/**
 * Holds when both are one and the same object.
 *
 * @param actual what the learner's code gave
 * @param expected the object itself
 * @param what says what was expected: `after registerBuffer("mask", tensor), module.mask should be that tensor`
 */
export function expectSame<T>(actual: unknown, expected: T, what: string): asserts actual is T {
  if (!Object.is(actual, expected)) {
    const other = isTensor(actual) && isTensor(expected);
    const got = other ? show(actual).replace("a tensor", "another tensor,") : show(actual);
    throw new AssertionError(`${what}, but it is ${got}`);
  }
}

/**
 * Holds when the values are equal: numbers, strings, and lists of such.
 *
 * @param actual what the learner's code gave
 * @param expected what it should be
 * @param what what is looked at: `the names that namedBuffers() gives`
 */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (!equal(actual, expected)) {
    throw new AssertionError(`${what} should be ${show(expected)}, but got ${show(actual)}`);
  }
}

/**
 * Holds when it is a tensor on the device.
 *
 * @param actual what the learner's code gave
 * @param device where it should be
 * @param what what is looked at: `after to("sim"), module.mask`
 */
export function expectOn(actual: unknown, device: Place, what: string): asserts actual is Tensor {
  expectTensor(actual, what);
  if (actual.device.type !== device) {
    const where = device === "cpu" ? "cpu" : `${device}:0`;
    throw new AssertionError(`${what} should be on ${where}, but it is on ${actual.device}`);
  }
}

/**
 * Holds when it is a tensor with these values, which are read from whatever device it is on.
 *
 * @param actual what the learner's code gave
 * @param expected the values, nested as `toArray()` nests them
 * @param what what is looked at: `the mask`
 * @param tolerance by how much each number may differ
 */
export function expectValues(
  actual: unknown,
  expected: unknown,
  what: string,
  tolerance = 1e-5,
): asserts actual is Tensor {
  expectTensor(actual, what);
  const values = actual.toArray();
  if (!close(values, expected, tolerance)) {
    throw new AssertionError(`${what} should hold ${show(expected)}, but it holds ${show(values)}`);
  }
}

/**
 * Runs a function that must not throw; an error of the learner's becomes a failure that quotes it.
 *
 * @param run the function
 * @param what what is tried: `forward on sim`
 * @returns what the function returns
 */
export function expectWorks<T>(run: () => T, what: string): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    throw new AssertionError(`${what} should work, but it threw ${show(error)}`, { cause: error });
  }
}

/**
 * Runs a function that must throw an error of a kind, whose message begins in a known way.
 *
 * @param run the function
 * @param kind the error's class
 * @param words how its message begins, line for line, or a pattern for its first line
 * @param what what is tried: `registerBuffer("a.b", tensor)`
 * @returns the error
 */
export function expectThrows<E extends Error>(
  run: () => unknown,
  kind: abstract new (...args: never[]) => E,
  words: string | RegExp,
  what: string,
): E {
  const refuse = (got: string, cause?: unknown) =>
    new AssertionError(`${what} should throw ${kind.name}: ${words}, but it ${got}`, { cause });
  try {
    run();
  } catch (error) {
    if (!(error instanceof Error)) throw refuse(`threw ${show(error)}`);
    const lines = typeof words === "string" ? words.split("\n").length : 1;
    const said = error.message.split("\n").slice(0, lines).join("\n");
    const fits = typeof words === "string" ? said === words : words.test(said);
    if (error instanceof kind && fits) return error;
    throw refuse(`threw ${error.constructor.name}: ${said}`, error);
  }
  throw refuse("threw nothing");
}

/** Holds when it is a tensor at all. */
function expectTensor(actual: unknown, what: string): asserts actual is Tensor {
  if (!isTensor(actual)) {
    throw new AssertionError(`${what} should be a tensor, but it is ${show(actual)}`);
  }
}

function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

function close(a: unknown, b: unknown, tolerance: number): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => close(item, b[i], tolerance));
  }
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  }
  return Object.is(a, b);
}

/** A value on one line, as a learner would name it. */
export function show(value: unknown): string {
  if (isTensor(value)) return `a tensor of shape [${value.shape.join(", ")}] on ${value.device}`;
  if (value instanceof Error) return `${value.constructor.name}: ${firstWords(value)}`;
  if (value instanceof Map) return show(Object.fromEntries(value));
  if (typeof value === "string") return JSON.stringify(value);
  // As many digits as float32 has; more would be noise.
  if (typeof value === "number") return String(Number(value.toPrecision(7)));
  if (typeof value === "function") return value.name === "" ? "a function" : value.name;
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return `a ${value.constructor.name}`;
  return `{ ${Object.entries(value).map(([key, item]) => `${key}: ${show(item)}`).join(", ")} }`;
}

/** What an error says first; a line that ends in a colon goes on in the next. */
function firstWords({ message }: Error): string {
  const [first = "", second = ""] = message.split("\n");
  return first.endsWith(":") ? `${first} ${second.trim()}` : first;
}
