/** Copies that share nothing with their original. */
import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { nn, ones, type Tensor, tensor, zeros } from "@hibana/hibana";
import { deepcopy } from "../src/nn/deepcopy.ts";
import { ModuleList, Sequential } from "../src/nn/layers/containers.ts";
import { onEachAccelerator } from "./support/accelerators.ts";

class Model extends nn.Module {
  fc = new nn.Linear(2, 2);
  sizes = [1, { deep: [2] }];
  table = new Map([["a", ones(1)]]);
  seen = new Set([1]);
  bytes = new Uint8Array([1, 2]);
  readonly activate = (x: Tensor): Tensor => x.relu();
  readonly circle: unknown[] = [this];
  declare mask: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", zeros(2));
    this.registerBuffer("passing", ones(2), { persistent: false });
    this.registerParameter("none", null);
    this.registerModule("nobody", null);
    this.eval();
  }
  forward(x: Tensor): Tensor {
    return this.activate(this.fc.forward(x)).add(this.mask);
  }
}

onEachAccelerator("the copy of a module computes the same, and changes on its own", (place) => {
  const model = new Model().to(place);
  const copy = deepcopy(model);
  const x = ones(1, 2, { device: place });
  assertEquals(copy instanceof Model, true);
  assertEquals(copy.forward(x).toArray(), model.forward(x).toArray());
  assertEquals(copy.fc.weight.device, model.fc.weight.device);
  const before = model.fc.weight.toArray();
  copy.fc.weight.data.zero_();
  copy.mask.fill_(1);
  assertEquals(model.fc.weight.toArray(), before);
  assertEquals(model.mask.toArray(), [0, 0]);
});

Deno.test("the copy has the same names, slots and settings", () => {
  const [model, copy] = [new Model(), deepcopy(new Model())];
  assertEquals(String(copy), String(model));
  assertEquals([...copy.stateDict().keys()], [...model.stateDict().keys()]);
  assertEquals([...copy.namedBuffers()].map(([name]) => name), ["mask", "passing"]);
  assertEquals([copy.training, copy.fc.training], [false, false]);
  assertEquals(Reflect.get(copy, "none"), null);
  copy.to("sim");
  assertEquals([model.device, copy.device].map(String), ["cpu", "sim:0"]);
});

Deno.test("plain attributes are copied, functions shared, circles closed", () => {
  const model = new Model();
  const copy = deepcopy(model);
  assertEquals([copy.sizes, copy.seen, copy.bytes], [model.sizes, model.seen, model.bytes]);
  assertNotStrictEquals(copy.sizes[1], model.sizes[1]);
  assertNotStrictEquals(copy.seen, model.seen);
  assertNotStrictEquals(copy.bytes, model.bytes);
  copy.table.get("a")!.zero_();
  assertEquals(model.table.get("a")!.toArray(), [1]);
  assertStrictEquals(copy.activate, model.activate);
  assertStrictEquals(copy.circle[0], copy);
});

Deno.test("hooks go along, and each module's can be taken away alone", () => {
  const model = new Model();
  const calls: nn.Module[] = [];
  const handle = model.registerForwardHook((module) => void calls.push(module));
  const copy = deepcopy(model);
  handle.remove();
  for (const each of [model, copy]) each.forward(ones(1, 2));
  assertEquals(calls.length, 1);
  assertStrictEquals(calls[0], copy);
});

Deno.test("a forward that was assigned goes along", () => {
  const model = new nn.Linear(1, 1);
  model.forward = (x) => x.mul(3);
  assertEquals(deepcopy(model).forward(ones(1)).toArray(), [3]);
});

Deno.test("a tensor's copy keeps requiresGrad and the gradient", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  x.mul(x).sum().backward();
  const copy = deepcopy(x);
  assertEquals([copy.toArray(), copy.requiresGrad, copy.isLeaf], [[1, 2], true, true]);
  assertEquals(copy.grad!.toArray(), [2, 4]);
  assertNotStrictEquals(copy.grad, x.grad);
  copy.data.zero_();
  assertEquals(x.toArray(), [1, 2]);
});

Deno.test("what shares memory shares it in the copy, views with their layout", () => {
  const base = tensor([[1, 2], [3, 4]]);
  const copy = deepcopy({ base, column: base.t().at(1), same: base });
  assertStrictEquals(copy.same, copy.base);
  assertEquals(copy.column.toArray(), [2, 4]);
  copy.base.fill_(7);
  assertEquals(copy.column.toArray(), [7, 7]);
  assertEquals(base.toArray(), [[1, 2], [3, 4]]);
});

Deno.test("parameters and buffers keep their class", () => {
  const copy = deepcopy([
    new nn.Parameter(ones(1), false),
    new nn.Buffer(ones(1), { persistent: false }),
  ]);
  assertEquals(copy[0] instanceof nn.Parameter && !copy[0].requiresGrad, true);
  assertEquals(copy[1] instanceof nn.Buffer && !copy[1].persistent, true);
});

Deno.test("a layer copied several times gives as many layers", () => {
  const layer = new nn.Linear(1, 1);
  const list = new ModuleList([1, 2, 3].map(() => deepcopy(layer)));
  assertEquals([...list.parameters()].length, 6);
  const twice = deepcopy(new Sequential(layer, layer));
  assertEquals([...twice.parameters()].length, 2);
});

Deno.test("values that hold nothing are given back", () => {
  for (const value of [1, "a", null, undefined, Math.sin]) {
    assertStrictEquals(deepcopy(value), value);
  }
});
