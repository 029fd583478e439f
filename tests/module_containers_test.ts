/** Modules that hold modules. */
import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { IndexError, KeyError, nn, ones, type Tensor } from "@hibana/hibana";
import { ModuleDict, ModuleList, Sequential } from "../src/nn/layers/containers.ts";
import { assertSays } from "./support/errors.ts";
import { assertSameObjects } from "./support/identity.ts";

class Plus extends nn.Module {
  constructor(readonly amount: number) {
    super();
  }
  forward(x: Tensor): Tensor {
    return x.mul(10).add(this.amount);
  }
}

const four = () => [1, 2, 3, 4].map((amount) => new Plus(amount));

function childNames(module: nn.Module): string[] {
  return [...module.namedChildren()].map(([name]) => name);
}

Deno.test("Sequential hands each layer's output to the next", () => {
  assertEquals(new Sequential(...four()).forward(ones(1)).toArray(), [11234]);
  const x = ones(1);
  assertStrictEquals(new Sequential().forward(x), x);
});

Deno.test("Sequential takes layers by name, in an object or a Map", () => {
  const [a, b] = four() as [Plus, Plus];
  for (const layers of [{ b, a }, new Map([["b", b], ["a", a]])]) {
    const model = new Sequential(layers);
    assertEquals(childNames(model), ["b", "a"]);
    assertEquals(model.forward(ones(1)).toArray(), [121]);
  }
});

Deno.test("a slice of a Sequential holds the same layers under the same names", () => {
  const [a, b, c] = four() as [Plus, Plus, Plus];
  const part = new Sequential(a, b, c).slice(1);
  assertInstanceOf(part, Sequential);
  assertEquals(childNames(part), ["1", "2"]);
  assertSameObjects(part, [b, c]);
  assertSameObjects(part.append(a), [b, c, a]);
});

Deno.test("positions count from either end", () => {
  const layers = four();
  for (const sequence of [new Sequential(...layers), new ModuleList(layers)]) {
    assertEquals(sequence.length, 4);
    assertSameObjects(sequence, layers);
    assertStrictEquals(sequence.at(1), layers[1]);
    assertStrictEquals(sequence.at(-1), layers[3]);
    for (const index of [4, -5, 0.5, NaN]) {
      assertSays(() => sequence.at(index), IndexError, `index ${index} is out of range`);
    }
  }
});

Deno.test("setAt, append, extend, insert and pop keep names and positions in step", () => {
  const [a, b, c, d] = four() as [Plus, Plus, Plus, Plus];
  for (const sequence of [new Sequential(), new ModuleList<Plus>()]) {
    assertStrictEquals(sequence.append(a), sequence);
    assertSameObjects(sequence.extend([b, c]), [a, b, c]);
    assertSameObjects(sequence.insert(1, d), [a, d, b, c]);
    assertSameObjects(sequence.insert(-1, a), [a, d, b, a, c]);
    assertStrictEquals(sequence.pop(), c);
    assertStrictEquals(sequence.pop(0), a);
    sequence.setAt(-1, c);
    assertSameObjects(sequence, [d, b, c]);
    assertEquals(childNames(sequence), ["0", "1", "2"]);
    assertSays(() => sequence.insert(4, a), IndexError, "Index out of range: 4");
    assertSays(() => sequence.pop(3), IndexError, "index 3 is out of range");
    assertSays(() => sequence.setAt(3, a), IndexError, "index 3 is out of range");
    assertSameObjects(sequence, [d, b, c]);
  }
});

Deno.test("setAt keeps the name of a named layer", () => {
  const [a, b] = four() as [Plus, Plus];
  const model = new Sequential({ first: a, second: a });
  model.setAt(1, b);
  assertEquals(childNames(model), ["first", "second"]);
  assertSameObjects(model, [a, b]);
});

Deno.test("a list extended by itself ends", () => {
  const list = new ModuleList(four());
  assertEquals(list.extend(list).length, 8);
});

Deno.test("what is no module is refused, and nothing changes", () => {
  const list = new ModuleList(four());
  for (const add of [(x: never) => list.append(x), (x: never) => list.insert(0, x)]) {
    assertSays(() => add(3 as never), TypeError, "int is not a Module subclass");
  }
  assertEquals(list.length, 4);
  assertSays(() => new Sequential(3 as never), TypeError, "int is not a Module subclass");
  assertSays(
    () => list.extend(3 as never),
    TypeError,
    "ModuleList.extend should be called with an iterable, but got int",
  );
});

Deno.test("a slice of a ModuleList is a ModuleList that counts from 0", () => {
  const layers = four();
  const part = new ModuleList(layers).slice(-2);
  assertInstanceOf(part, ModuleList);
  assertSameObjects(part, layers.slice(-2));
  assertEquals(childNames(part), ["0", "1"]);
});

Deno.test("a ModuleDict gives, takes and lists modules by name", () => {
  const [a, b, c] = four() as [Plus, Plus, Plus];
  const dict = new ModuleDict({ a, b });
  dict.set("c", c);
  assertEquals([dict.size, dict.has("a"), dict.has("z")], [3, true, false]);
  assertStrictEquals(dict.get("b"), b);
  assertEquals([...dict.keys()], ["a", "b", "c"]);
  assertSameObjects(dict.values(), [a, b, c]);
  assertEquals([...dict.items()].map(([name, { amount }]) => [name, amount]), [
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
  assertStrictEquals(dict.pop("a"), a);
  dict.update(new Map([["b", c]]));
  dict.update(new ModuleDict({ d: a }));
  assertSameObjects(dict.values(), [c, c, a]);
  dict.clear();
  assertEquals([dict.size, childNames(dict).length], [0, 0]);
});

Deno.test("a ModuleDict says which names it has", () => {
  const dict = new ModuleDict({ a: new Plus(1), b: new Plus(2) });
  assertEquals(assertSays(() => dict.get("z"), KeyError, "'z'"), "This ModuleDict has a, b.");
  assertSays(() => dict.get("training"), KeyError, "'training'");
  assertSays(() => new ModuleDict().pop("z"), KeyError, "'z'");
});

Deno.test("a ModuleDict refuses the names of its own methods", () => {
  assertSays(
    () => new ModuleDict({ keys: new Plus(1) }),
    KeyError,
    "attribute 'keys' already exists",
  );
});

Deno.test("what containers hold is moved, saved and listed", () => {
  class Model extends nn.Module {
    list = new ModuleList([new nn.Linear(1, 1, { bias: false })]);
    dict = new ModuleDict({ a: new nn.Linear(1, 1, { bias: false }) });
    sequence = new Sequential(new nn.Linear(1, 1, { bias: false }));
  }
  const model = new Model().to("sim");
  const keys = ["list.0.weight", "dict.a.weight", "sequence.0.weight"];
  assertEquals([...model.stateDict().keys()], keys);
  assertEquals([...model.parameters()].map(({ device }) => `${device}`), Array(3).fill("sim:0"));
});
