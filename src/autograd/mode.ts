/**
 * Whether operations are being recorded on the tape.
 *
 * @module
 */

let enabled = true;

/** Says whether operations are recorded for `backward` at the moment. */
export function isGradEnabled(): boolean {
  return enabled;
}

/**
 * Turns recording on or off until further notice. {@linkcode noGrad} is the safer way.
 *
 * @param mode true to record
 */
export function setGradEnabled(mode: boolean): void {
  enabled = mode;
}

/**
 * Runs a function without recording: what it computes needs no gradient.
 *
 * @param fn a synchronous function
 * @returns what the function returns
 * @throws {TypeError} when the function is asynchronous, since the mode ends when it first waits
 *
 * @example
 * ```ts
 * import { noGrad, ones } from "@hibana/hibana";
 *
 * const w = ones(2, { requiresGrad: true });
 * console.log(noGrad(() => w.mul(2)).requiresGrad); // false
 * ```
 */
export function noGrad<T>(fn: () => T): T {
  return withGradMode(false, fn);
}

/**
 * Runs a function with recording on, inside {@linkcode noGrad} too.
 *
 * @param fn a synchronous function
 * @returns what the function returns
 * @throws {TypeError} when the function is asynchronous
 *
 * @example
 * ```ts
 * import { enableGrad, noGrad, ones } from "@hibana/hibana";
 *
 * const w = ones(2, { requiresGrad: true });
 * console.log(noGrad(() => enableGrad(() => w.mul(2))).requiresGrad); // true
 * ```
 */
export function enableGrad<T>(fn: () => T): T {
  return withGradMode(true, fn);
}

/** Runs a function in the given mode and puts the old one back, whatever happens. */
export function withGradMode<T>(mode: boolean, fn: () => T): T {
  const before = enabled;
  enabled = mode;
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new TypeError(
        `${mode ? "enableGrad" : "noGrad"} takes a synchronous function, but got an async one\n` +
          "Its mode ends when the function first waits: await what you need first, then compute inside.",
      );
    }
    return result;
  } finally {
    enabled = before;
  }
}
