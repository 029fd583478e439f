/**
 * The random number generator behind every random tensor: mt19937, with PyTorch's seeding, PyTorch's
 * way of cutting words into fractions, and PyTorch's own layout for a saved state.
 *
 * @module
 */

import { RuntimeError } from "../errors.ts";

/** What seeds a generator: a whole number from -2^63 to 2^64 - 1. */
export type Seed = number | bigint;

/** The seed PyTorch's generators start from. */
const DEFAULT_SEED = 67280421310721n;

/** mt19937's state length and the distance of the word mixed in by a twist. */
const STATE_WORDS = 624;
const TWIST_OFFSET = 397;

/** Byte offsets in PyTorch's `CPUGeneratorImplState`; all numbers are little-endian. */
const STATE = {
  seed: 0,
  left: 8,
  seeded: 12,
  next: 16,
  words: 24, // 624 of them, 64 bits apart
  normal: 5024,
  normalIsValid: 5040,
  bytes: 5056,
} as const;

/** 53 bits that nobody can predict. */
function freshSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high! >>> 11) * 2 ** 32 + low!;
}

/** The bit pattern of a seed as an unsigned 64-bit integer: -1 is 2^64 - 1. */
function seedBits(seed: Seed): bigint {
  if (typeof seed !== "bigint" && !Number.isInteger(seed)) {
    const found = typeof seed === "number" ? "float" : typeof seed;
    throw new TypeError(
      `manual_seed expected a long, but got ${found}\nA seed is a whole number, such as 123 or 123n.`,
    );
  }
  const value = BigInt(seed);
  if (value < -(2n ** 63n) || value >= 2n ** 64n) {
    throw new RuntimeError(
      "seed-overflow",
      "Overflow when unpacking long",
      `A seed lies between -2^63 and 2^64 - 1; ${value} does not.`,
    );
  }
  return BigInt.asUintN(64, value);
}

/**
 * A source of random numbers, bit for bit PyTorch's CPU generator. Two generators are independent of
 * each other; the same seed gives the same numbers on every machine.
 *
 * @example
 * ```ts
 * import { Generator } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * const a = new Generator(123);
 * const b = new Generator().manualSeed(123);
 * assertEquals(a.random32(), b.random32());
 * ```
 */
export class Generator {
  readonly #words: Uint32Array<ArrayBuffer> = new Uint32Array(STATE_WORDS);
  /** One more than the draws that remain before the next twist. */
  #left = 1;
  /** Where the next word is read; 0 on a freshly seeded generator. */
  #next = 0;
  #seed = DEFAULT_SEED;
  /** The second number of the last Box-Muller pair, kept for the next call. */
  #spareNormal: number | undefined;

  /**
   * Makes a generator of its own.
   *
   * @param seed what to start from; PyTorch's default, 67280421310721, when left out
   * @throws {TypeError} when the seed is not a whole number
   * @throws {RuntimeError} when the seed does not fit in 64 bits
   */
  constructor(seed: Seed = DEFAULT_SEED) {
    this.manualSeed(seed);
  }

  /**
   * Starts the sequence that belongs to a seed. Only the low 32 bits choose the sequence, as in
   * PyTorch. The cached normal is dropped.
   *
   * @param seed a whole number from -2^63 to 2^64 - 1
   * @returns this generator
   * @throws {TypeError} when the seed is not a whole number
   * @throws {RuntimeError} when the seed does not fit in 64 bits
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * const generator = new Generator();
   * assertEquals(generator.manualSeed(5489).random32(), 3499211612);
   * ```
   */
  manualSeed(seed: Seed): this {
    this.#seed = seedBits(seed);
    this.#left = 1;
    this.#next = 0;
    this.#spareNormal = undefined;
    let word = Number(BigInt.asUintN(32, this.#seed));
    this.#words[0] = word;
    for (let i = 1; i < STATE_WORDS; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) >>> 0;
      this.#words[i] = word;
    }
    return this;
  }

  /**
   * The seed that was last set, a negative one as PyTorch reports it: -1 is 2^64 - 1.
   *
   * @returns a number, or a bigint where a number could not be exact
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(new Generator(123).initialSeed(), 123);
   * assertEquals(new Generator(-1).initialSeed(), 18446744073709551615n);
   * ```
   */
  initialSeed(): Seed {
    const seed = Number(this.#seed);
    return Number.isSafeInteger(seed) ? seed : this.#seed;
  }

  /**
   * Seeds the generator with a number nobody can predict.
   *
   * @returns that number, for the log: `manualSeed` with it repeats the run
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * const generator = new Generator();
   * const seed = generator.seed();
   * assertEquals(generator.random32(), new Generator(seed).random32());
   * ```
   */
  seed(): number {
    const seed = freshSeed();
    this.manualSeed(seed);
    return seed;
  }

  /**
   * A copy of the whole state, the cached normal included, as the 5056 bytes that PyTorch's
   * `get_rng_state` returns: either side can read the other's.
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * const generator = new Generator(123);
   * const state = generator.getState();
   * const first = generator.random32();
   * generator.setState(state);
   * assertEquals(generator.random32(), first);
   * ```
   */
  getState(): Uint8Array<ArrayBuffer> {
    const state = new Uint8Array(STATE.bytes);
    const view = new DataView(state.buffer);
    view.setBigUint64(STATE.seed, this.#seed, true);
    view.setInt32(STATE.left, this.#left, true);
    view.setInt32(STATE.seeded, 1, true);
    view.setUint32(STATE.next, this.#next, true);
    this.#words.forEach((word, i) => view.setUint32(STATE.words + 8 * i, word, true));
    if (this.#spareNormal !== undefined) {
      view.setFloat64(STATE.normal, this.#spareNormal, true);
      view.setInt32(STATE.normalIsValid, 1, true);
    }
    return state;
  }

  /**
   * Continues from a state that `getState` (or PyTorch's `get_rng_state`) returned.
   *
   * @param state 5056 bytes; they are copied
   * @returns this generator
   * @throws {TypeError} when the state is not a `Uint8Array`
   * @throws {RuntimeError} when it is not the state of a generator; nothing has changed then
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * const generator = new Generator(123);
   * const twin = new Generator().setState(generator.getState());
   * assertEquals(twin.random32(), generator.random32());
   * ```
   */
  setState(state: Uint8Array): this {
    if (!(state instanceof Uint8Array)) {
      throw new TypeError(
        `expected a torch.ByteTensor, but got ${typeof state}\nPass the bytes that getState() returned.`,
      );
    }
    if (state.length !== STATE.bytes) {
      throw new RuntimeError(
        "bad-rng-state",
        `Expected a CPUGeneratorImplState of size ${STATE.bytes} but found the input RNG state size to be ${state.length}`,
        "Pass the bytes that getState() returned, all of them.",
      );
    }
    const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
    const left = view.getInt32(STATE.left, true);
    const next = view.getUint32(STATE.next, true);
    const fresh = left === 1 && next === 0;
    const running = left >= 1 && next >= 1 && left + next === STATE_WORDS + 1;
    if (view.getInt32(STATE.seeded, true) !== 1 || !(fresh || running)) {
      throw new RuntimeError(
        "bad-rng-state",
        "Invalid mt19937 state",
        "These bytes are not a generator's state: pass the ones that getState() returned.",
      );
    }
    this.#left = left;
    this.#next = next;
    this.#seed = view.getBigUint64(STATE.seed, true);
    for (let i = 0; i < STATE_WORDS; i++) {
      this.#words[i] = view.getUint32(STATE.words + 8 * i, true);
    }
    this.#spareNormal = view.getInt32(STATE.normalIsValid, true) === 0
      ? undefined
      : view.getFloat64(STATE.normal, true);
    return this;
  }

  /**
   * One raw word: a whole number from 0 to 2^32 - 1.
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(new Generator(5489).random32(), 3499211612);
   * ```
   */
  random32(): number {
    if (--this.#left === 0) this.#twist();
    let word = this.#words[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /**
   * A fraction in [0, 1) from the low 24 bits of one word: what float32 draws use.
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertAlmostEquals } from "@std/assert";
   *
   * assertAlmostEquals(new Generator(123).random24(), 0.29611194, 1e-8);
   * ```
   */
  random24(): number {
    return (this.random32() & 0xffffff) * 2 ** -24;
  }

  /**
   * A fraction in [0, 1) from the low 53 bits of two words, the high half first.
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertAlmostEquals } from "@std/assert";
   *
   * assertAlmostEquals(new Generator(123).random53(), 0.368895870664273, 1e-15);
   * ```
   */
  random53(): number {
    const high = this.random32() & 0x1fffff;
    return (high * 2 ** 32 + this.random32()) * 2 ** -53;
  }

  /**
   * One standard normal number by Box-Muller in double precision. The method makes two at a time;
   * the second waits for the next call, however many other numbers are drawn meanwhile.
   *
   * @example
   * ```ts
   * import { Generator } from "@hibana/hibana";
   * import { assertAlmostEquals } from "@std/assert";
   *
   * assertAlmostEquals(new Generator(123).randomNormal(), -0.11146712, 1e-8);
   * ```
   */
  randomNormal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    const angle = 2 * Math.PI * this.random53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.random53()));
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Makes the next 624 words from the present ones. */
  #twist(): void {
    const words = this.#words;
    const split = STATE_WORDS - TWIST_OFFSET;
    let word = words[0]!;
    for (let i = 0; i < STATE_WORDS; i++) {
      const following = words[i + 1 < STATE_WORDS ? i + 1 : 0]!;
      const far = words[i < split ? i + TWIST_OFFSET : i - split]!;
      const mixed = (word & 0x80000000) | (following & 0x7fffffff);
      words[i] = far ^ (mixed >>> 1) ^ (following & 1 ? 0x9908b0df : 0);
      word = following;
    }
    this.#left = STATE_WORDS;
    this.#next = 0;
  }
}

/**
 * The generator that random functions draw from when they are given no other. Until it is seeded,
 * every run draws other numbers.
 *
 * @example
 * ```ts
 * import { defaultGenerator, manualSeed } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * manualSeed(5489);
 * assertEquals(defaultGenerator.random32(), 3499211612);
 * ```
 */
export const defaultGenerator: Generator = new Generator(freshSeed());

/**
 * Seeds the default generator: what follows is the same in every run, on every device, and in
 * PyTorch.
 *
 * @param seed a whole number from -2^63 to 2^64 - 1
 * @returns the default generator
 * @throws {TypeError} when the seed is not a whole number
 * @throws {RuntimeError} when the seed does not fit in 64 bits
 *
 * @example
 * ```ts
 * import { initialSeed, manualSeed } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * manualSeed(123);
 * assertEquals(initialSeed(), 123);
 * ```
 */
export function manualSeed(seed: Seed): Generator {
  return defaultGenerator.manualSeed(seed);
}

/**
 * The seed of the default generator.
 *
 * @returns a number, or a bigint where a number could not be exact
 *
 * @example
 * ```ts
 * import { initialSeed, manualSeed } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * manualSeed(2n ** 63n);
 * assertEquals(initialSeed(), 9223372036854775808n);
 * ```
 */
export function initialSeed(): Seed {
  return defaultGenerator.initialSeed();
}

/**
 * Seeds the default generator with a number nobody can predict.
 *
 * @returns that number
 *
 * @example
 * ```ts
 * import { initialSeed, seed } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(seed(), initialSeed());
 * ```
 */
export function seed(): number {
  return defaultGenerator.seed();
}
