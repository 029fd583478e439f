/**
 * Straight-line code on four lanes, in the three places that a loop over rows has for it: what never
 * changes is computed once, what is the same along a row once a row, the rest for every four elements.
 *
 * @module
 */
import { type Bytes, get, i32, set, simd } from "../assembler/module.ts";
import { OP, type Simd, type ValueType } from "../assembler/opcodes.ts";

/** How often a value is computed: once, once a row, or once for every vector. */
export type Level = 0 | 1 | 2;

/** Four lanes in a local, and how often they change. */
export interface Value {
  readonly local: number;
  readonly level: Level;
}

/** A value, or a float that stands for itself in all lanes. */
export type Lanes = Value | number;

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a float, as an integer. */
export function floatBits(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

/** Writes code; every instruction's result has a local, so that it can be used any number of times. */
export class Code {
  /** The code of each level. */
  readonly streams: [Bytes, Bytes, Bytes] = [[], [], []];
  /** The types of the locals after the parameters. */
  readonly locals: ValueType[] = [];
  readonly #parameters: number;
  readonly #constants = new Map<string, Value>();
  /** Locals of vectors: they are used anew for each copy of the loop's body. */
  readonly #vectors: number[] = [];
  #vectorsUsed = 0;

  /** @param parameters how many locals are parameters */
  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A new local. */
  local(type: ValueType): number {
    return this.#parameters + this.locals.push(type) - 1;
  }

  /** Begins another copy of the body, and gives the finished one. */
  takeBody(): Bytes {
    const body = this.streams[2];
    this.streams[2] = [];
    this.#vectorsUsed = 0;
    return body;
  }

  /** Keeps what code leaves on the stack. */
  keep(level: Level, code: Bytes): Value {
    const value = { local: level === 2 ? this.#vector() : this.local("v128"), level };
    append(this.streams[level], code);
    append(this.streams[level], set(value.local));
    return value;
  }

  #vector(): number {
    return this.#vectors[this.#vectorsUsed++] ??
      this.#vectors[this.#vectors.push(this.local("v128")) - 1]!;
  }

  /** The same 32 bits in all lanes. */
  bits(value: number): Value {
    return this.#constant(`${value | 0}`, value | 0);
  }

  /** The value of a number, or the value itself. */
  value(x: Lanes): Value {
    return typeof x === "number" ? this.bits(floatBits(x)) : x;
  }

  #constant(key: string, value: number): Value {
    let known = this.#constants.get(key);
    if (known === undefined) {
      const word = [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
      known = this.keep(0, simd("v128Const", ...word, ...word, ...word, ...word));
      this.#constants.set(key, known);
    }
    return known;
  }

  /** Applies an instruction. */
  op(name: Simd, ...args: Lanes[]): Value {
    const values = args.map((x) => this.value(x));
    const level = Math.max(0, ...values.map((x) => x.level)) as Level;
    return this.keep(level, [...values.flatMap((x) => get(x.local)), ...simd(name)]);
  }

  /** Shifts every lane by so many bits. */
  shift(name: "i32x4Shl" | "i32x4ShrS" | "i32x4ShrU", x: Value, count: number): Value {
    return this.keep(x.level, [...get(x.local), ...i32(count), ...simd(name)]);
  }

  /** a b + c, rounded once where the machine can. */
  fma(a: Lanes, b: Lanes, c: Lanes): Value {
    return this.op("f32x4RelaxedMadd", a, b, c);
  }

  /** c - a b, rounded once where the machine can. */
  nfma(a: Lanes, b: Lanes, c: Lanes): Value {
    return this.op("f32x4RelaxedNmadd", a, b, c);
  }

  /** A polynomial, its coefficients from the highest down. */
  polynomial(x: Value, ...coefficients: number[]): Value {
    const [first, second, ...rest] = coefficients;
    let sum = this.fma(x, first!, second!);
    for (const c of rest) sum = this.fma(sum, x, c);
    return sum;
  }

  /** Lanes of a where the mask's are all ones, lanes of b where they are 0. */
  select(mask: Value, a: Lanes, b: Lanes): Value {
    return this.op("i32x4RelaxedLaneselect", a, b, mask);
  }

  /** The size of x with the sign of another. */
  withSign(x: Value, model: Lanes): Value {
    const sign = this.bits(-0x80000000);
    return this.op("v128Or", this.op("v128Andnot", x, sign), this.op("v128And", model, sign));
  }

  /** x between bounds; NaN stays. */
  clamp(x: Value, low: number, high: number): Value {
    return this.op("f32x4Pmax", this.op("f32x4Pmin", x, high), low);
  }

  /**
   * Replaces lanes that a mask names, which are rare, by what an imported function of doubles gives.
   *
   * @param fn the function's position among the module's
   */
  rareLanes(mask: Value, usual: Value, fn: number, args: readonly Value[]): Value {
    const result = this.keep(usual.level, get(usual.local));
    const lanes = [0, 1, 2, 3].flatMap((lane) => [
      ...get(result.local),
      ...args.flatMap((x) => [
        ...get(x.local),
        ...simd("f32x4ExtractLane", lane),
        OP.f64PromoteF32,
      ]),
      OP.call,
      fn,
      OP.f32DemoteF64,
      ...simd("f32x4ReplaceLane", lane),
      ...set(result.local),
    ]);
    const mixed = [
      ...get(result.local),
      ...get(usual.local),
      ...get(mask.local),
      ...simd("i32x4RelaxedLaneselect"),
      ...set(result.local),
    ];
    append(this.streams[usual.level], [
      ...get(mask.local),
      ...simd("v128AnyTrue"),
      OP.if,
      EMPTY_BLOCK,
      ...lanes,
      ...mixed,
      OP.end,
    ]);
    return result;
  }
}

const EMPTY_BLOCK = 0x40;

/** Appends without spreading arguments: bodies are long. */
export function append(to: Bytes, more: readonly number[]): void {
  for (const byte of more) to.push(byte);
}
