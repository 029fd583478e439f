/** Modules that hold parameters. The texts are PyTorch's. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { IndexError, KeyError, nn, ones, type Tensor, tensor, zeros } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { assertRefused, wrong } from "./support/errors.ts";

const { Parameter, ParameterDict, ParameterList } = nn;

class Model extends nn.Module {
  list = new ParameterList([ones(2), ones(3)]);
  dict = new ParameterDict({ k: ones(1) });
}

Deno.test("parameters in lists and dicts are registered, in order", () => {
  const model = new Model();
  const names = ["list.0", "list.1", "dict.k"];
  assertEquals([...model.namedParameters()].map(([name]) => name), names);
  assertEquals([...model.stateDict().keys()], names);
});

Deno.test("a list holds parameters; plain tensors become some, and share their elements", () => {
  const own = new Parameter(ones(2));
  const plain = zeros(1);
  const list = new ParameterList([own, plain]);
  assertEquals(list.length, 2);
  assertStrictEquals(list.at(0), own);
  assert(list.at(-1) instanceof Parameter && list.at(-1).requiresGrad);
  plain.add_(3);
  assertEquals(list.at(1).toArray(), [3]);
  list.append(ones(4)).extend(new ParameterList([ones(5)])).setAt(-3, ones(7));
  assertEquals([...list].map(({ shape }) => shape), [[2], [7], [4], [5]]);
  assertEquals([...list.slice(1, -1)].map(({ shape }) => shape), [[7], [4]]);
  assertStrictEquals(list.slice(2).at(0), list.at(2));
  list.extend(list);
  assertEquals(list.length, 8);
});

Deno.test("a dict holds parameters by name, those of an object in the order of the alphabet", () => {
  const dict = new ParameterDict({ b: ones(2), a: ones(1) });
  assertEquals([...dict.keys()], ["a", "b"]);
  dict.update(new Map([["z", ones(3)], ["c", ones(4)]]));
  dict.update([["y", ones(5)], ["a", ones(6)]]);
  assertEquals([...dict.keys()], ["a", "b", "z", "c", "y"]);
  assertEquals([...dict.values()].map(({ numel }) => numel), [6, 2, 3, 4, 5]);
  assertEquals([dict.size, dict.has("z"), dict.has("size")], [5, true, false]);
  assertEquals(dict.pop("z").numel, 3);
  const copy = dict.copy();
  const [name, last] = dict.popitem();
  assertEquals([name, last.numel, dict.size, copy.size], ["y", 5, 3, 4]);
  assertStrictEquals(copy.get("y"), last);
  assertEquals([dict.setdefault("a", ones(9)).numel, dict.setdefault("n", ones(9)).numel], [6, 9]);
  dict.clear();
  assertEquals([dict.size, [...dict.items()]], [0, []]);
});

Deno.test("they print their parameters as PyTorch does", () => {
  assertEquals(
    String(new ParameterList([ones(2, 3), tensor(1), ones(1, { dtype: "float16" })])),
    `ParameterList(
    (0): Parameter containing: [torch.float32 of size 2x3]
    (1): Parameter containing: [torch.float32 of size ]
    (2): Parameter containing: [torch.float16 of size 1]
)`,
  );
  assertEquals(
    String(new ParameterDict({ b: ones(2, 3), a: tensor(1) })),
    `ParameterDict(
    (a): Parameter containing: [torch.FloatTensor of size ]
    (b): Parameter containing: [torch.FloatTensor of size 2x3]
)`,
  );
  assertEquals(String(new ParameterDict()), "ParameterDict()");
  assertEquals(
    String(new Model()),
    `Model(
  (list): ParameterList(
      (0): Parameter containing: [torch.float32 of size 2]
      (1): Parameter containing: [torch.float32 of size 3]
  )
  (dict): ParameterDict(  (k): Parameter containing: [torch.FloatTensor of size 1])
)`,
  );
});

onEachDevice("they move, are copied, loaded and trained like any parameters", (device) => {
  const model = new Model().to(device);
  const twin = nn.deepcopy(model);
  twin.list.at(0).data = tensor([5, 6], { device });
  assertEquals(model.list.at(0).toArray(), [1, 1]);
  model.loadStateDict(twin.stateDict());
  assertEquals(model.list.at(0).toArray(), [5, 6]);
  let loss: Tensor = model.dict.get("k").sum();
  for (const p of model.list) loss = loss.add(p.square().sum());
  loss.backward();
  assertEquals(model.list.at(0).grad!.toArray(), [10, 12]);
  assertEquals(model.dict.get("k").grad!.toArray(), [1]);
  assertEquals(model.list.at(0).device.type, device);
});

Deno.test("what does not belong there is refused", () => {
  const [list, dict] = [new ParameterList([ones(1)]), new ParameterDict({ a: ones(1) })];
  const notIterable = "ParameterList.extend should be called with an iterable, but got";
  const pairs =
    "ParametersDict.update should be called with an iterable of key/value pairs, but got";
  assertRefused([
    [() => list.at(1), IndexError, "index 1 is out of range"],
    [() => list.setAt(-2, ones(1)), IndexError, "index -2 is out of range"],
    [() => list.extend(wrong(3)), TypeError, `${notIterable} int`],
    [() => list.extend(ones(2)), TypeError, `${notIterable} Tensor`],
    [() => list.append(wrong(3)), TypeError, "Parameter(): argument 'data' must be Tensor"],
    [() => dict.get("b"), KeyError, "'b'"],
    [() => new ParameterDict().pop("b"), KeyError, "'b'"],
    [() => new ParameterDict().popitem(), KeyError, "'popitem(): dictionary is empty'"],
    [() => dict.set("a.b", ones(1)), KeyError, `parameter name can't contain "."`],
    [() => dict.set("values", ones(1)), KeyError, "attribute 'values' already exists"],
    [() => new ParameterDict(wrong(3)), TypeError, `${pairs} int`],
    [
      () => dict.set(wrong(3), ones(1)),
      TypeError,
      "Index given to ParameterDict cannot be used as a key as it is not a string (type is 'int'). " +
      "Open an issue on github if you need non-string keys.",
    ],
  ]);
});
