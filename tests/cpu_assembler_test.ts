import { assertEquals } from "@std/assert";
import {
  at,
  encodeModule,
  get,
  i32,
  loop,
  set,
  signed,
  simd,
  unsigned,
  when,
} from "../src/device/cpu/assembler/module.ts";
import { OP, SIMD, type Simd } from "../src/device/cpu/assembler/opcodes.ts";

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });

/** A module's function, over the memory. */
function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: Record<string, (...args: number[]) => number> = {},
): (...args: number[]) => void {
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...imports } });
  return exports.run as (...args: number[]) => void;
}

Deno.test("unsigned numbers are written seven bits a byte, the lowest first", () => {
  assertEquals(unsigned(0), [0]);
  assertEquals(unsigned(127), [127]);
  assertEquals(unsigned(128), [0x80, 1]);
  assertEquals(unsigned(624485), [0xe5, 0x8e, 0x26]);
  assertEquals(unsigned(2 ** 32 - 1), [0xff, 0xff, 0xff, 0xff, 0x0f]);
});

Deno.test("signed numbers keep their sign, at the ends of the range, too", () => {
  assertEquals(signed(0), [0]);
  assertEquals(signed(-1), [0x7f]);
  assertEquals(signed(63), [63]);
  assertEquals(signed(64), [0xc0, 0]);
  assertEquals(signed(-65), [0xbf, 0x7f]);
  assertEquals(signed(2 ** 31 - 1), [0xff, 0xff, 0xff, 0xff, 0x07]);
  assertEquals(signed(-(2 ** 31)), [0x80, 0x80, 0x80, 0x80, 0x78]);
});

Deno.test("a loop with locals runs, and reads and writes the memory", () => {
  // Doubles `count` vectors of floats in place.
  const [address, count, vector] = [0, 1, 2];
  const run = instantiate(encodeModule([{
    name: "run",
    parameters: ["i32", "i32"],
    locals: ["v128", "i32", "i32"],
    body: loop(
      ...get(address),
      ...simd("v128Load", ...at(2)),
      ...set(vector),
      ...get(address),
      ...get(vector),
      ...get(vector),
      ...simd("f32x4Add"),
      ...simd("v128Store", ...at(2)),
      ...get(address),
      ...i32(16),
      OP.i32Add,
      ...set(address),
      ...get(count),
      ...i32(-1),
      OP.i32Add,
      ...set(count),
      ...get(count),
      OP.brIf,
      0,
    ),
  }]));
  const floats = new Float32Array(memory.buffer, 1024, 12);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  run(1024, 2);
  assertEquals([...floats], [2, 4, 6, 8, 10, 12, 14, 16, 9, 10, 11, 12]);
});

Deno.test("code calls functions of JavaScript, and skips what a condition excludes", () => {
  const run = instantiate(
    encodeModule([{
      name: "run",
      parameters: ["i32", "f64"],
      locals: ["f64", "v128"],
      body: [
        ...get(0),
        ...when(
          ...get(1),
          ...i32(0),
          OP.drop,
          OP.call,
          1,
          ...set(2),
          ...get(0),
          ...get(2),
          OP.f32DemoteF64,
          ...simd("f32x4Splat"),
          ...simd("v128Store", ...at(2)),
        ),
      ],
    }], [{ name: "unused", parameters: 2 }, { name: "half", parameters: 1 }]),
    { unused: () => NaN, half: (x) => x! / 2 },
  );
  const floats = new Float32Array(memory.buffer, 2048, 4).fill(0);
  run(0, 3);
  assertEquals([...floats], [0, 0, 0, 0]);
  run(2048, 3);
  assertEquals([...floats], [1.5, 1.5, 1.5, 1.5]);
});

/** How each instruction's operands and result look; one without a line takes vectors and gives one. */
const OTHER: Partial<Record<Simd, "skip" | 1 | 2 | 3>> = Object.fromEntries([
  ..."v128Load v128Load32Splat v128Store v128Const i8x16Shuffle i32x4Splat f32x4Splat f32x4ExtractLane f32x4ReplaceLane"
    .split(" ").map((name) => [name, "skip"]),
  ..."v128AnyTrue v128Load8Lane v128Load32Lane v128Store8Lane v128Store32Lane v128Load32Zero i32x4Shl i32x4ShrS i32x4ShrU"
    .split(" ").map((name) => [name, "skip"]),
  ..."f32x4RelaxedMadd f32x4RelaxedNmadd i32x4RelaxedLaneselect".split(" ").map((
    name,
  ) => [name, 3]),
  ..."v128Not f32x4Ceil f32x4Floor f32x4Trunc f32x4Nearest i16x8ExtendLowI8x16U i32x4Abs i32x4Neg i32x4ExtendLowI16x8U"
    .split(" ").map((name) => [name, 1]),
  ..."f32x4Abs f32x4Neg f32x4Sqrt i32x4TruncSatF32x4S i32x4TruncSatF32x4U f32x4ConvertI32x4S f32x4ConvertI32x4U"
    .split(" ").map((name) => [name, 1]),
]);

Deno.test("every instruction on vectors takes as many as its name says", () => {
  for (const name of Object.keys(SIMD) as Simd[]) {
    const operands = OTHER[name] ?? 2;
    if (operands === "skip") continue;
    const body = [...new Array(operands).fill(get(0)).flat(), ...simd(name), ...set(0)];
    const run = { name: "run", parameters: [], locals: ["v128"], body } as const;
    assertEquals(WebAssembly.validate(encodeModule([run])), true, name);
  }
});
