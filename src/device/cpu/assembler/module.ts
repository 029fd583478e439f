/**
 * A small assembler: functions written instruction by instruction, encoded as a WebAssembly module over
 * the heap.
 *
 * @module
 */
import { OP, SIMD, type Simd, TYPE, type ValueType } from "./opcodes.ts";

/** Bytes of code. */
export type Bytes = number[];

/** What comes before an instruction on 128 bits. */
const SIMD_PREFIX = 0xfd;

/** An unsigned number in LEB128: seven bits a byte, the lowest first. */
export function unsigned(value: number): Bytes {
  const bytes: Bytes = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return bytes;
}

/** A signed 32-bit number in LEB128. */
export function signed(value: number): Bytes {
  const bytes: Bytes = [];
  let left = value | 0;
  while (left < -0x40 || left >= 0x40) {
    bytes.push((left & 0x7f) | 0x80);
    left >>= 7;
  }
  bytes.push(left & 0x7f);
  return bytes;
}

/** An instruction on 128 bits, with what follows it. */
export function simd(name: Simd, ...immediates: Bytes): Bytes {
  return [SIMD_PREFIX, ...unsigned(SIMD[name]), ...immediates];
}

/** Reads a local. */
export function get(local: number): Bytes {
  return [OP.localGet, ...unsigned(local)];
}

/** Writes a local. */
export function set(local: number): Bytes {
  return [OP.localSet, ...unsigned(local)];
}

/** A 32-bit integer. */
export function i32(value: number): Bytes {
  return [OP.i32Const, ...signed(value)];
}

/** Where memory is read or written: the alignment as a power of two, and what is added to the address. */
export function at(alignment: number, offset = 0): Bytes {
  return [alignment, ...unsigned(offset)];
}

/** A function of a module. */
export interface Function {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  /** Locals after the parameters. */
  readonly locals: readonly ValueType[];
  /** The code, without the `end` that closes it. */
  readonly body: readonly number[];
}

/** A function of JavaScript that code calls by its position: doubles to a double. */
export interface Import {
  readonly name: string;
  readonly parameters: number;
}

/** The most pages that 32-bit addresses reach: what the heap's memory is declared with. */
const MOST_PAGES = 65_536;
const SHARED_WITH_MAXIMUM = 0x03;
const EMPTY_BLOCK = 0x40;

/** Code in a block, which branches leave at its end. */
export function block(...body: Bytes): Bytes {
  return [OP.block, EMPTY_BLOCK, ...body, OP.end];
}

/** Code in a loop, which branches begin anew. */
export function loop(...body: Bytes): Bytes {
  return [OP.loop, EMPTY_BLOCK, ...body, OP.end];
}

/** Code that runs where the value on the stack is not 0. */
export function when(...body: Bytes): Bytes {
  return [OP.if, EMPTY_BLOCK, ...body, OP.end];
}

/** The bytes of a module that exports functions and imports the heap as `env.memory`. */
export function encodeModule(
  functions: readonly Function[],
  imports: readonly Import[] = [],
): Uint8Array<ArrayBuffer> {
  const types = [
    ...imports.map(({ parameters }) =>
      functionType(new Array<ValueType>(parameters).fill("f64"), ["f64"])
    ),
    ...functions.map(({ parameters }) => functionType(parameters, [])),
  ];
  const memory = [SHARED_WITH_MAXIMUM, ...unsigned(1), ...unsigned(MOST_PAGES)];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [
      [...text("env"), ...text("memory"), 0x02, ...memory],
      ...imports.map(({ name }, i) => [...text("env"), ...text(name), 0x00, ...unsigned(i)]),
    ]),
    ...section(3, functions.map((_, i) => unsigned(imports.length + i))),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(imports.length + i)]),
    ),
    ...section(10, functions.map(code)),
  ]);
}

function functionType(parameters: readonly ValueType[], results: readonly ValueType[]): Bytes {
  return [0x60, ...typeList(parameters), ...typeList(results)];
}

function typeList(types: readonly ValueType[]): Bytes {
  return [...unsigned(types.length), ...types.map((type) => TYPE[type])];
}

function text(name: string): Bytes {
  const bytes = new TextEncoder().encode(name);
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, entries: readonly Bytes[]): Bytes {
  const bytes = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(bytes.length), ...bytes];
}

/** Locals are declared in runs of one type. */
function code({ locals, body }: Function): Bytes {
  const runs: [number, ValueType][] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const declared = runs.flatMap(([count, type]) => [...unsigned(count), TYPE[type]]);
  const bytes = [...unsigned(runs.length), ...declared, ...body, OP.end];
  return [...unsigned(bytes.length), ...bytes];
}
