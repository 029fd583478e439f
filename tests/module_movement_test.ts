/** Moving and casting beyond the semantics page: all or nothing, and what is shared. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { nn, ones, registerDevice, RuntimeError, SimBackend, type Tensor } from "@hibana/hibana";
import { ModuleList } from "../src/nn/layers/containers.ts";
import { hasGPU } from "./support/devices.ts";
import { assertSameObjects } from "./support/identity.ts";

/** Has no room for anything large, and no float64. */
class TinyBackend extends SimBackend {
  override refusal(dtype: string): string | undefined {
    return dtype === "float64" ? "tiny has no float64" : undefined;
  }
  override allocate(dtype: Parameters<SimBackend["allocate"]>[0], length: number) {
    if (length > 8) throw new RuntimeError("out-of-memory", "tiny is full", "Use less.");
    return super.allocate(dtype, length);
  }
}
registerDevice("tiny", () => new TinyBackend("tiny:0"));

/** Everything that a move could change. */
function stateOf(module: nn.Module): unknown[] {
  const tensors = [...module.parameters(), ...module.buffers()];
  return tensors.flatMap((x): unknown[] => [x, x.storage, x.grad, x.grad?.storage]);
}

Deno.test("a move that fails on the way changes nothing", () => {
  const [small, large] = [new nn.Linear(2, 2), new nn.Linear(5, 5)];
  small.registerBuffer("mask", ones(2));
  small.forward(ones(1, 2)).sum().backward();
  const model = new ModuleList([small, large]);
  const before = stateOf(model);
  assertThrows(() => model.to("tiny"), RuntimeError, "tiny is full");
  assertSameObjects(stateOf(model), before);
  assertThrows(() => model.to("nowhere"), RuntimeError, "nowhere");
  assertSameObjects(stateOf(model), before);
});

Deno.test("a dtype that the device lacks is refused, and nothing changes", () => {
  const model = new nn.Linear(2, 2);
  model.registerBuffer("wide", ones(2, { dtype: "float64" }));
  const before = stateOf(model);
  assertThrows(() => model.to("tiny"), TypeError, "tiny has no float64");
  assertSameObjects(stateOf(model), before);
  model.to("tiny", "float32");
  assertEquals([...model.buffers()].map((x) => `${x.dtype} ${x.device}`), ["float32 tiny:0"]);
});

Deno.test({
  name: "float64 does not go to webgpu, and nothing changes",
  ignore: !hasGPU,
  fn: () => {
    const model = new nn.Linear(2, 2).double();
    const before = stateOf(model);
    assertThrows(() => model.to("webgpu"), TypeError);
    assertSameObjects(stateOf(model), before);
  },
});

Deno.test("a tensor that is a parameter here and a buffer there stays one object", () => {
  const [model, child] = [new nn.Linear(1, 1), new nn.Module()];
  child.registerBuffer("seen", model.weight);
  model.registerModule("child", child);
  const { weight } = model;
  model.to("sim");
  assertStrictEquals(model.weight, weight);
  assertStrictEquals(child.getBuffer("seen"), weight);
  assertEquals(String(weight.device), "sim:0");
});

Deno.test("training goes on after a move, with the gradients that were there", () => {
  const model = new nn.Linear(2, 1, { bias: false });
  const step = (x: Tensor) => model.forward(x).sum().backward();
  step(ones(1, 2));
  model.to("sim");
  step(ones(1, 2, { device: "sim" }));
  assertEquals(model.weight.grad!.toArray(), [[2, 2]]);
  assertEquals(String(model.weight.grad!.device), "sim:0");
});

Deno.test("toEmpty gives shared tensors one new memory, gradients too", () => {
  const layer = new nn.Linear(2, 2);
  const [model, shared] = [new ModuleList([layer, layer]), ones(2)];
  model.registerBuffer("a", shared);
  model.registerBuffer("b", shared);
  layer.forward(ones(1, 2)).sum().backward();
  assertStrictEquals(model.toEmpty({ device: "meta" }), model);
  assertEquals([...model.parameters()].map((p) => `${p.device} ${p.grad!.device}`), [
    "meta meta",
    "meta meta",
  ]);
  assertStrictEquals(model.getBuffer("a"), model.getBuffer("b"));
});

Deno.test("what is no device, dtype or tensor is refused", () => {
  const model = new nn.Linear(1, 1);
  for (const target of [3, null, undefined]) {
    assertThrows(() => model.to(target as never), TypeError);
  }
  assertThrows(() => model.to({ dtype: "float8" as never }), TypeError, "float8");
  assertThrows(() => model.to("cuda"), RuntimeError, "cuda");
});
