/** What a module says when tensors of two devices meet inside its forward. */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { nn, noGrad, ones, RuntimeError, type Tensor, tensor, triu } from "@hibana/hibana";
import { ModuleList } from "../src/nn/layers/containers.ts";
import { onEachAccelerator } from "./support/accelerators.ts";

/** Masks its input with a mask that subclasses set up. */
abstract class Masking extends nn.Module {
  fc = new nn.Linear(3, 3, { bias: false });
  abstract mask: Tensor;
  constructor() {
    super();
    nn.init.ones_(this.fc.weight);
  }
  forward(x: Tensor): Tensor {
    return this.fc.forward(x).maskedFill_(this.mask.bool(), -Infinity);
  }
}

class Forgetful extends Masking {
  mask = triu(ones(3, 3), 1);
}

class Careful extends Masking {
  declare mask: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", triu(ones(3, 3), 1));
  }
}

class Fielded extends Masking {
  mask!: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", triu(ones(3, 3), 1));
  }
}

function run(model: { device: unknown; forward(x: Tensor): Tensor }, place: string): unknown {
  return noGrad(() => model.forward(ones(3, 3, { device: place })).cpu().toArray());
}

/** The message of the error that forward throws. */
function message(forward: () => unknown): string[] {
  const error = assertThrows(forward, RuntimeError);
  assertEquals(error.code, "device-mismatch");
  assert(error.stack?.includes(error.message), "the stack tells another story");
  return error.message.split("\n");
}

onEachAccelerator(
  "a forgotten registerBuffer is told with path, shape and the line to write",
  (place, printed) => {
    const model = new Forgetful().to(place);
    assertEquals(message(() => run(model, place)), [
      `expected self and mask to be on the same device, but got mask on cpu and self on ${printed}`,
      `Forgetful.mask, shape [3, 3], is on cpu, the module on ${printed}: ` +
      "to() moves only parameters, buffers and child modules.",
      'In the constructor of Forgetful write: this.registerBuffer("mask", ' +
      "<what you assign to this.mask now>)",
    ]);
  },
);

onEachAccelerator("moving the tensor by hand works", (place) => {
  const model = new Forgetful();
  const expected = run(model, "cpu");
  model.to(place);
  model.mask = model.mask.to(place);
  assertEquals(run(model, place), expected);
});

onEachAccelerator("the registered mask moves along", (place) => {
  const model = new Careful();
  const expected = run(model, "cpu");
  assertEquals(run(model.to(place), place), expected);
});

onEachAccelerator("a field without declare does not lose the registered mask", (place) => {
  const model = new Fielded();
  const expected = run(model, "cpu");
  assertEquals(run(model.to(place), place), expected);
});

Deno.test("the path leads through the module tree, and alike modules are counted", () => {
  class Block extends nn.Module {
    attn = new Forgetful();
    forward(x: Tensor): Tensor {
      return this.attn.forward(x);
    }
  }
  class Model extends nn.Module {
    blocks = new ModuleList([new Block(), new Block(), new Block()]);
    forward(x: Tensor): Tensor {
      for (const block of this.blocks) x = block.forward(x);
      return x;
    }
  }
  const lines = message(() => run(new Model().to("sim"), "sim"));
  assertEquals(lines.slice(1), [
    "Model.blocks.0.attn.mask (and 2 more like it), shape [3, 3], is on cpu, the module on sim:0: " +
    "to() moves only parameters, buffers and child modules.",
    'In the constructor of Forgetful write: this.registerBuffer("mask", ' +
    "<what you assign to this.mask now>)",
  ]);
});

Deno.test("the error stays the same object, and is added to once, by the outermost module", () => {
  const seen: Error[] = [];
  class Inner extends Forgetful {
    override forward(x: Tensor): Tensor {
      try {
        return super.forward(x);
      } catch (error) {
        assertInstanceOf(error, RuntimeError);
        assert(error.stack?.includes("Move one of them"));
        seen.push(error);
        throw error;
      }
    }
  }
  class Outer extends nn.Module {
    inner = new Inner();
    forward(x: Tensor): Tensor {
      return this.inner.forward(x);
    }
  }
  const model = new Outer().to("sim");
  const error = assertThrows(() => run(model, "sim"), RuntimeError);
  assertStrictEquals(error, seen[0]);
  const lines = error.message.split("\n");
  assertEquals(lines.length, 3);
  assertEquals(lines[1]?.startsWith("Outer.inner.mask, "), true);
  assert(error.stack?.includes(error.message), "the stack tells another story");

  class Later extends Forgetful {
    override forward(): Tensor {
      throw error;
    }
  }
  assertEquals(message(() => run(new Later().to("sim"), "sim")), lines);
});

Deno.test("tensors in lists, objects and Maps of a module are found, and get a name", () => {
  class Collecting extends nn.Module {
    fc = new nn.Linear(3, 3);
    masks = [ones(3), ones(3)];
    cache = { keys: ones(2) };
    table = new Map([["a", ones(1)]]);
    weights = [new nn.Parameter(ones(3))];
    forward(x: Tensor): Tensor {
      return this.fc.forward(x).mul(this.masks[1]!);
    }
  }
  const fixes = message(() => run(new Collecting().to("sim"), "sim")).filter((_, i) => i % 2 === 0);
  assertEquals(
    fixes.slice(1),
    [
      'this.registerBuffer("masks_0", <what you assign to this.masks[0] now>)',
      'this.registerBuffer("masks_1", <what you assign to this.masks[1] now>)',
      'this.registerBuffer("cache_keys", <what you assign to this.cache.keys now>)',
      'this.registerBuffer("table_get_a", <what you assign to this.table.get("a") now>)',
      'this.registerParameter("weights_0", new Parameter(<what you assign to this.weights[0] now>))',
    ].map((line) => `In the constructor of Collecting write: ${line}`),
  );
});

Deno.test("modules in a plain array or object are found, and a ModuleList advised", () => {
  class Plain extends nn.Module {
    head = new nn.Linear(3, 3);
    layers = [new nn.Linear(3, 3)];
    heads = { a: new nn.Linear(3, 3) };
    forward(x: Tensor): Tensor {
      return this.layers[0]!.forward(this.head.forward(x));
    }
  }
  assertEquals(message(() => run(new Plain().to("sim"), "sim")).slice(1), [
    "Plain.layers[0], a module in a plain list or object, is on cpu, the module on sim:0: " +
    "to() moves only parameters, buffers and child modules.",
    "In the constructor of Plain write: this.layers = new ModuleList(" +
    "<what you assign to this.layers now>)",
    "Plain.heads.a, a module in a plain list or object, is on cpu, the module on sim:0: " +
    "to() moves only parameters, buffers and child modules.",
    "In the constructor of Plain write: this.heads = new ModuleDict(" +
    "<what you assign to this.heads now>)",
  ]);
});

Deno.test("a module of plain tensors only is compared with its input", () => {
  class Bare extends nn.Module {
    mask = ones(3);
    forward(x: Tensor): Tensor {
      return x.mul(this.mask);
    }
  }
  assertEquals(
    message(() => run(new Bare().to("sim"), "sim"))[1]?.startsWith(
      "Bare.mask, shape [3], is on cpu",
    ),
    true,
  );
});

onEachAccelerator("an input on another device is told by its place", (place, printed) => {
  class Two extends nn.Module {
    fc = new nn.Linear(3, 3);
    forward(_flag: boolean, x: Tensor): Tensor {
      return this.fc.forward(x);
    }
  }
  const model = new Two().to(place);
  assertEquals(message(() => model.forward(true, ones(3, 3))).slice(1), [
    `forward's argument 2 is on cpu, the module on ${printed}: write x.to(model.device).`,
  ]);
});

Deno.test("parameters on two devices are told by their paths", () => {
  class Split extends nn.Module {
    a = new nn.Linear(3, 3, { bias: false });
    b = new nn.Linear(3, 3, { bias: false });
    forward(x: Tensor): Tensor {
      return this.b.forward(this.a.forward(x));
    }
  }
  const model = new Split();
  model.b.to("sim");
  assertEquals(message(() => model.forward(ones(3, 3))).slice(1), [
    'Split.b.weight is on sim:0, Split.a.weight on cpu: to("cpu") of the whole module moves both.',
  ]);
});

Deno.test("single numbers on the CPU, and what is where the module is, are not blamed", () => {
  class Fine extends nn.Module {
    fc = new nn.Linear(3, 3);
    scale = tensor(2);
    here = ones(3, { device: "sim" });
    forward(x: Tensor): Tensor {
      return this.fc.forward(x).mul(this.scale).mul(ones(3));
    }
  }
  const lines = message(() => run(new Fine().to("sim"), "sim"));
  assertEquals(lines.length, 2);
  assertEquals(lines[1]?.startsWith("Move one of them"), true);
});

Deno.test("other errors, and mismatches outside of modules, are left alone", () => {
  const model = new Forgetful().to("sim");
  const error = assertThrows(() => model.forward(ones(2, 2, { device: "sim" })), Error);
  assertEquals(error.message.includes("registerBuffer"), false);
  assertEquals(
    message(() => ones(3, { device: "sim" }).mul(model.mask))[1]?.startsWith("Move one of them"),
    true,
  );
});
