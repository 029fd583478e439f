/** Tensors on devices: which there are, what mixes, and what is missing where. */

import { assertEquals, assertThrows } from "@std/assert";
import {
  cat,
  device,
  NotImplementedError,
  ones,
  RuntimeError,
  stack,
  tensor,
  where,
  zeros,
} from "@hibana/hibana";
import { hasGPU } from "./support/devices.ts";
import { assertRefused, wrong } from "./support/errors.ts";

Deno.test("an unknown device is refused; cuda is told what takes its place", () => {
  const start = "Expected one of cpu, meta, sim, webgpu device type at start of device string: ";
  assertRefused([
    [() => zeros(2, { device: "gpu" }), RuntimeError, `${start}gpu`],
    [() => zeros(2, { device: "cuda" }), RuntimeError, `${start}cuda`],
    [() => ones(2).to("cuda:0"), RuntimeError, `${start}cuda`],
    [() => device("C P U"), RuntimeError, "Invalid device string: 'C P U'"],
    [() => device("cpu:1"), RuntimeError, "Invalid device string: 'cpu:1'"],
    [() => device("sim:2"), RuntimeError, "Invalid device string: 'sim:2'"],
    [
      () => zeros(2, { device: wrong(3) }),
      TypeError,
      'a device is a Device or a name such as "cpu", not number',
    ],
  ]);
  const { message } = assertThrows(() => zeros(2, { device: "cuda" }), RuntimeError);
  assertEquals(
    message.split("\n")[1],
    'hibana computes on GPUs through WebGPU: await webgpu.init(), then write "webgpu".',
  );
});

Deno.test({
  name: "float64 does not live on webgpu, and the message says what to do",
  ignore: !hasGPU,
  fn() {
    const refused = "webgpu does not support float64 (WGSL has no 64-bit floats)";
    assertRefused([
      [() => zeros(2, { dtype: "float64", device: "webgpu" }), TypeError, refused],
      [() => tensor(new Float64Array(2), { device: "webgpu" }), TypeError, refused],
      [() => ones(2, { dtype: "float64" }).to("webgpu"), TypeError, refused],
      [() => ones(2, { device: "webgpu" }).double(), TypeError, refused],
      [() => ones(2, { device: "webgpu" }).sum(0, { dtype: "float64" }), TypeError, refused],
    ]);
    assertEquals(ones(2, { dtype: "float64" }).to("webgpu", "float32").toArray(), [1, 1]);
    assertEquals(ones(2, { device: "webgpu" }).to("cpu", "float64").dtype, "float64");
  },
});

Deno.test("tensors of two devices do not mix, in PyTorch's words", () => {
  const [here, there] = [ones(2), ones(2, { device: "sim" })];
  const index = zeros(2, { dtype: "int32", device: "sim" });
  const two = (first: string, second: string) =>
    `Expected all tensors to be on the same device, but found at least two devices, ${first} and ${second}!`;
  const mask = (mask: string, self: string) =>
    `expected self and mask to be on the same device, but got mask on ${mask} and self on ${self}`;
  assertRefused([
    [() => here.add(there), RuntimeError, two("cpu", "sim:0")],
    [() => there.mul_(here), RuntimeError, two("sim:0", "cpu")],
    [() => here.eq(ones(2, { device: "meta" })), RuntimeError, two("cpu", "meta")],
    [() => here.matmul(there), RuntimeError, two("cpu", "sim:0")],
    [() => cat([here, there]), RuntimeError, two("cpu", "sim:0")],
    [() => stack([there, here]), RuntimeError, two("sim:0", "cpu")],
    [() => where(here.bool(), there, 0), RuntimeError, two("cpu", "sim:0")],
    [() => here.gather(0, index), RuntimeError, two("cpu", "sim:0")],
    [() => here.indexSelect(0, index), RuntimeError, two("cpu", "sim:0")],
    [() => here.scatter(0, index.cpu(), there), RuntimeError, two("cpu", "sim:0")],
    [() => here.setAt([[0]], there.at("0:1")), RuntimeError, two("cpu", "sim:0")],
    [() => here.equal(there), RuntimeError, two("cpu", "sim:0")],
    [() => tensor(1).add_(ones([], { device: "sim" })), RuntimeError, two("cpu", "sim:0")],
    [() => there.maskedFill(here.bool(), 0), RuntimeError, mask("cpu", "sim:0")],
    [() => there.maskedFill_(here.bool(), 0), RuntimeError, mask("cpu", "sim:0")],
    [() => here.maskedFill(there.bool(), 0), RuntimeError, mask("sim:0", "cpu")],
    [
      () => here.at(index),
      RuntimeError,
      "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
    ],
  ]);
  assertEquals([here.toArray(), there.toArray()], [[1, 1], [1, 1]]);
});

Deno.test("a 0-d cpu tensor and an index on the cpu go along with any device", () => {
  const there = ones(2, { device: "sim" });
  assertEquals(String(there.add(tensor(2)).device), "sim:0");
  assertEquals(String(tensor(2).sub(there).device), "sim:0");
  assertEquals(there.add_(tensor(2)).toArray(), [3, 3]);
  assertEquals(there.maskedFill(tensor(true), 7).toArray(), [7, 7]);
  assertEquals(there.at(tensor([1], { dtype: "int32" })).toArray(), [3]);
  assertEquals(there.setAt(0, tensor(9)).toArray(), [9, 3]);
});

Deno.test("a meta tensor has no data to give", () => {
  const x = ones(2, { device: "meta" });
  const message = "Cannot copy out of meta tensor; no data!";
  assertRefused([
    [() => x.toArray(), NotImplementedError, message],
    [() => x.sum().item(), NotImplementedError, message],
    [() => x.to("cpu"), NotImplementedError, message],
    [() => ones(2).add_(x.sum().to("cpu")), NotImplementedError, message],
    [() => x.at(x.bool()), NotImplementedError, message],
  ]);
  assertEquals(String(x), "tensor(..., device='meta', size=(2,))");
});
