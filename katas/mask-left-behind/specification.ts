/** What predicting the notebook's bug does, sentence by sentence. */
import { type DeviceLike, nn, ones, type Tensor, tensor, triu } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectSame, show } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** What attention hides from each of four words. */
function causal(): Tensor {
  return triu(ones(4, 4), 1).bool();
}

function attend(query: nn.Linear, mask: Tensor, x: Tensor): Tensor {
  const queries = query.forward(x);
  return queries.matmul(queries.mT).maskedFill(mask, -Infinity).softmax(-1);
}

/** The notebook's attention, whose mask is a plain tensor. */
class Attention extends nn.Module {
  query = new nn.Linear(3, 2, { bias: false });
  mask = causal();

  forward(x: Tensor): Tensor {
    return attend(this.query, this.mask, x);
  }
}

/** The same, mended: the mask is a buffer. */
class Mended extends nn.Module {
  query = new nn.Linear(3, 2, { bias: false });
  declare mask: Tensor;

  constructor() {
    super();
    this.registerBuffer("mask", causal());
  }

  forward(x: Tensor): Tensor {
    return attend(this.query, this.mask, x);
  }
}

/** Mended, and scaled by a single number. */
class Scaled extends Mended {
  scale = tensor(0.5);

  override forward(x: Tensor): Tensor {
    return super.forward(x).mul(this.scale);
  }
}

/** Two tensors that nobody moves. */
class Positions extends nn.Module {
  sine = ones(4, 3);
  cosine = ones(4, 3);

  forward(x: Tensor): Tensor {
    return x.mul(this.sine).add(this.cosine);
  }
}

/** Attention one level down. */
class Block extends nn.Module {
  attention = new Attention();
}

/** Modules in modules, with four tensors that stay behind. */
class Model extends nn.Module {
  positions = new Positions();
  block = new Block();
  last = new Scaled();
}

/** Holds when a list of paths is what it should be, in any order. */
function expectPaths(paths: readonly string[], expected: readonly string[], what: string): void {
  expectEqual(paths.toSorted(), expected.toSorted(), what);
}

/** What `leftBehind` is asked, as it is written. */
function asked(model: nn.Module, target: DeviceLike): string {
  return `leftBehind(a model of class ${model.constructor.name}, "${target}")`;
}

/** What a module says when it is moved and used; undefined where it works. */
function useOn(device: Place, module: nn.Layer): unknown {
  module.to(device);
  try {
    module.forward(ones(4, 3, { device }));
  } catch (error) {
    return error;
  }
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "leftBehind names the mask of the notebook's attention, and not what moves",
    on: accelerators,
    check({ leftBehind }, device) {
      const model = new Attention();
      expectPaths(leftBehind(model, device), ["mask"], asked(model, device));
    },
  },
  {
    name: "a buffer is not left behind",
    on: accelerators,
    check({ leftBehind }, device) {
      const model = new Mended();
      expectPaths(
        leftBehind(model, device),
        [],
        `with the mask as a buffer, ${asked(model, device)}`,
      );
    },
  },
  {
    name: "leftBehind looks into the modules below, and names what it finds by path",
    on: accelerators,
    check({ leftBehind }, device) {
      const model = new Model();
      expectPaths(
        leftBehind(model, device),
        ["block.attention.mask", "last.scale", "positions.cosine", "positions.sine"],
        asked(model, device),
      );
    },
  },
  {
    name: "what is on the device already is not left behind",
    on: everywhere,
    check({ leftBehind }, device) {
      const model = new Attention();
      model.mask = causal().to(device);
      const what = `with the mask on ${device}, ${asked(model, device)}`;
      expectPaths(leftBehind(model, device), [], what);
    },
  },
  {
    name: "a model that goes home leaves behind what lies on the accelerator",
    on: accelerators,
    check({ leftBehind }, device) {
      const model = new Attention();
      model.mask = causal().to(device);
      const what = `with the mask on ${device}, ${asked(model, "cpu")}`;
      expectPaths(leftBehind(model, "cpu"), ["mask"], what);
    },
  },
  {
    name: "predicting moves nothing",
    on: accelerators,
    check({ leftBehind, whoThrows }, device) {
      const model = new Attention();
      const { query: { weight }, mask } = model;
      leftBehind(model, device);
      whoThrows(model, device);
      expectOn(weight, "cpu", `after leftBehind(model, "${device}"), model.query.weight`);
      expectSame(model.mask, mask, "after leftBehind, model.mask should be the tensor it was");
    },
  },
  {
    name: "whoThrows names the modules to which something left behind belongs, each once",
    on: accelerators,
    check({ whoThrows }, device) {
      expectPaths(
        whoThrows(new Model(), device),
        ["block.attention", "positions"],
        `with sine and cosine left in positions, and mask in block.attention, whoThrows`,
      );
    },
  },
  {
    name: "whoThrows calls the model itself by the empty path",
    on: accelerators,
    check({ whoThrows }, device) {
      const throwing = whoThrows(new Attention(), device);
      expectPaths(throwing, [""], "with model.mask left behind, whoThrows(model)");
    },
  },
  {
    name: "a single number on the CPU is left behind, and nobody throws",
    on: accelerators,
    check({ leftBehind, whoThrows }, device) {
      const model = new Scaled();
      expectPaths(leftBehind(model, device), ["scale"], `for scale = tensor(0.5), leftBehind`);
      expectPaths(whoThrows(model, device), [], `for scale = tensor(0.5), whoThrows`);
    },
  },
  {
    name: "a single number on an accelerator does throw, when its model goes home",
    on: accelerators,
    check({ whoThrows }, device) {
      const model = new Scaled();
      model.scale = tensor(0.5, { device });
      expectPaths(whoThrows(model, "cpu"), [""], `for scale on ${device}, whoThrows(model, "cpu")`);
    },
  },
  {
    name: "what whoThrows predicts comes true",
    on: accelerators,
    check({ whoThrows }, device) {
      for (const module of [new Attention(), new Mended(), new Scaled(), new Positions()]) {
        const predicted = whoThrows(module, device).length > 0;
        const error = useOn(device, module);
        const { name } = module.constructor;
        expect(
          predicted === (error !== undefined),
          `moved to ${device}, ${name}.forward ${
            error === undefined ? "works" : `throws ${show(error)}`
          }, but whoThrows predicted that it ${predicted ? "throws" : "works"}`,
        );
      }
    },
  },
];
