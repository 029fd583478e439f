/**
 * Types of `@std/assert`: its npm edition ships JavaScript only. deno.json's `compilerOptions.types`
 * names this file, so every test sees them. Only tests and tools may import the module.
 */
declare module "@std/assert" {
  /** A class, whatever its constructor takes. */
  type AnyClass<T = unknown> = abstract new (...args: never[]) => T;

  /** Thrown by every assertion that does not hold. */
  export class AssertionError extends Error {
    constructor(message: string, options?: ErrorOptions);
  }

  /** Whether two values are deeply equal. */
  export function equal(a: unknown, b: unknown): boolean;

  /** Holds when `expr` is truthy. */
  export function assert(expr: unknown, msg?: string): asserts expr;
  /** Holds when `expr` is falsy. */
  export function assertFalse(expr: unknown, msg?: string): asserts expr is
    | false
    | 0
    | ""
    | null
    | undefined;
  /** Holds when the value is neither null nor undefined. */
  export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;

  /** Holds when both are deeply equal. */
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when the two are not deeply equal. */
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when both are the same value, as `Object.is` has it. */
  export function assertStrictEquals<T>(
    actual: unknown,
    expected: T,
    msg?: string,
  ): asserts actual is T;
  /** Holds when the two are not the same value, as `Object.is` has it. */
  export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when `|actual - expected| <= tolerance`; by default the tolerance is 1e-7 of `expected`. */
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
    msg?: string,
  ): void;

  /** Holds when `actual > expected`. */
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when `actual >= expected`. */
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when `actual < expected`. */
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  /** Holds when `actual <= expected`. */
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;

  /** Holds when the text contains `expected`. */
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  /** Holds when the text matches. */
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  /** Holds when the text does not match. */
  export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;
  /** Holds when `actual` contains every one of `expected`, in any order. */
  export function assertArrayIncludes<T>(
    actual: ArrayLike<T> & object,
    expected: ArrayLike<T> & object,
    msg?: string,
  ): void;
  /** Holds when `expected` is a deep subset of `actual`. */
  export function assertObjectMatch(
    actual: Record<PropertyKey, unknown>,
    expected: Record<PropertyKey, unknown>,
    msg?: string,
  ): void;

  /** Holds when the value is an instance of the class. */
  export function assertInstanceOf<T extends AnyClass>(
    actual: unknown,
    expectedType: T,
    msg?: string,
  ): asserts actual is InstanceType<T>;
  /** Holds when the value is not an instance of the class. */
  export function assertNotInstanceOf<A, T>(
    actual: A,
    unexpectedType: AnyClass<T>,
    msg?: string,
  ): asserts actual is Exclude<A, T>;
  /** Holds when the value is an error of the class, whose message matches. */
  export function assertIsError<E extends Error = Error>(
    error: unknown,
    ErrorClass?: AnyClass<E>,
    msgMatches?: string | RegExp,
    msg?: string,
  ): asserts error is E;

  /** Runs `fn`, which must throw; returns what it threw. */
  export function assertThrows(fn: () => unknown, msg?: string): unknown;
  /** Runs `fn`, which must throw an error of the class, with the text in its message; returns the error. */
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    ErrorClass: AnyClass<E>,
    msgIncludes?: string,
    msg?: string,
  ): E;

  /** Runs `fn`, whose promise must reject; resolves to the reason. */
  export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
  /** Runs `fn`, whose promise must reject with an error of the class, with the text in its message. */
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    ErrorClass: AnyClass<E>,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;

  /** Fails. */
  export function fail(msg?: string): never;
  /** Fails: for a branch that nothing can reach. */
  export function unreachable(msg?: string): never;
  /** Fails: for a body that has not been written. */
  export function unimplemented(msg?: string): never;
}
