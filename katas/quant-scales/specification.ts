/** What a linear layer in eight bits does, sentence by sentence: for the learner's code, and for ours. */
import { manualSeed, nn, ones, randn, type Tensor, tensor } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Layer = InstanceType<Answer["QuantLinear"]>;

const BUFFERS = ["codes", "scale", "minimum"] as const;

/** Weights whose rows have steps of 1 and 0.01. */
const WEIGHT = [[0, 0.4, 0.6, 254.7, 255], [-1, 0, 0.504, 0.506, 1.55]];

/** Weights of very different rows: the last is ten thousand times as wide as the first. */
function uneven(): Tensor {
  manualSeed(123);
  return randn(3, 8).mul(tensor([[0.001], [0.1], [10]]));
}

/** What forward gives. */
function run(layer: Layer, x: Tensor, what: string): Tensor {
  return expectWorks(() => layer.forward(x), `forward ${what}`);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "there is a code for each weight, of a byte",
    check({ QuantLinear }) {
      const { codes } = new QuantLinear(tensor(WEIGHT));
      expectEqual(codes.dtype, "uint8", "the dtype of layer.codes");
      expectEqual(codes.shape, [2, 5], "for weights of [2, 5], the shape of layer.codes");
    },
  },
  {
    name: "each row of weights has a minimum, and a scale by which 255 steps lead to its maximum",
    check({ QuantLinear }) {
      const { minimum, scale } = new QuantLinear(tensor(WEIGHT));
      expectValues(minimum, [[0], [-1]], "for rows from 0 to 255 and from -1 to 1.55, minimum");
      expectValues(scale, [[1], [0.01]], "for rows from 0 to 255 and from -1 to 1.55, scale");
    },
  },
  {
    name: "each weight gets the code that is nearest",
    check({ QuantLinear }) {
      const { codes } = new QuantLinear(tensor(WEIGHT));
      const [first, second] = codes.toArray() as number[][];
      expectEqual(first, [0, 0, 1, 255, 255], `with steps of 1, the codes of ${WEIGHT[0]}`);
      expectEqual(second, [0, 100, 150, 151, 255], `with steps of 0.01, the codes of ${WEIGHT[1]}`);
    },
  },
  {
    name: "dequantised, no weight is off by more than half a step of its row",
    check({ QuantLinear }) {
      const weight = uneven();
      const layer = new QuantLinear(weight);
      const got = expectWorks(() => layer.dequantize(), "dequantize()");
      expectEqual(got.shape, [3, 8], "for weights of [3, 8], the shape of dequantize()");
      const errors = got.sub(weight).abs().amax(1).toArray() as number[];
      const steps = weight.amax(1).sub(weight.amin(1)).div(255).toArray() as number[];
      for (const [row, error] of errors.entries()) {
        const half = steps[row]! / 2;
        expect(
          error <= half * 1.01,
          `row ${row} of dequantize() should be off by no more than half a step, ` +
            `${half.toPrecision(2)}, but it is off by ${error.toPrecision(2)}`,
        );
      }
    },
  },
  {
    name: "a row of equal weights has the scale 1, and comes back as it was",
    check({ QuantLinear }) {
      const rows = [[0, 0, 0], [-2.5, -2.5, -2.5]];
      const layer = new QuantLinear(tensor(rows));
      expectValues(
        layer.scale,
        [[1], [1]],
        "for rows of nothing but 0 and nothing but -2.5, scale",
      );
      const got = expectWorks(() => layer.dequantize(), "dequantize()");
      expectValues(got, rows, "for rows of nothing but 0 and nothing but -2.5, dequantize()");
    },
  },
  {
    name: "forward gives what a linear layer with the dequantised weights gives",
    check({ QuantLinear }) {
      const layer = new QuantLinear(tensor([[0, 100, 255], [255, 0, 1]]));
      const out = run(layer, tensor([[[1, 2, 3]], [[0, 1, 0]]]), "of [2, 1, 3]");
      expectValues(out, [[[965, 258]], [[100, 0]]], "forward(x)", 1e-4);
    },
  },
  {
    name: "forward leaves the codes what they are: bytes",
    check({ QuantLinear }) {
      const layer = new QuantLinear(tensor(WEIGHT));
      run(layer, ones(1, 5), "of [1, 5]");
      expectEqual(layer.codes.dtype, "uint8", "after forward, the dtype of layer.codes");
    },
  },
  {
    name: "codes, scale and minimum are buffers, and no optimizer trains them",
    check({ QuantLinear }) {
      const layer = new QuantLinear(tensor(WEIGHT));
      const names = layer.namedParameters().map(([name]) => name);
      expectEqual(names, [], "the names of the parameters");
      for (const name of BUFFERS) {
        expect(layer._buffers.has(name), `${name} should be registered as a buffer`);
      }
    },
  },
  {
    name: "a layer made of a parameter's weights is not part of its history of gradients",
    check({ QuantLinear }) {
      const layer = expectWorks(
        () => new QuantLinear(new nn.Parameter(tensor(WEIGHT))),
        "new QuantLinear of a parameter",
      );
      expectEqual(layer.scale.requiresGrad, false, "of a parameter, layer.scale.requiresGrad");
      expectEqual(layer.minimum.requiresGrad, false, "of a parameter, layer.minimum.requiresGrad");
    },
  },
  {
    name: "the input gets its gradient, so that layers below can be trained",
    check({ QuantLinear }) {
      const x = ones(1, 3, { requiresGrad: true });
      const layer = new QuantLinear(tensor([[0, 100, 255], [255, 0, 1]]));
      expectWorks(() => run(layer, x, "of [1, 3]").sum().backward(), "backward");
      expectValues(x.grad, [[255, 100, 256]], "after backward from the sum, x.grad", 1e-4);
    },
  },
  {
    name: "checkpoints hold all three, since none can be computed from the others",
    check({ QuantLinear }) {
      const keys = [...new QuantLinear(tensor(WEIGHT)).stateDict().keys()].sort();
      expectEqual(keys, [...BUFFERS].sort(), "the keys of stateDict(), sorted");
    },
  },
  {
    name: "another layer that loads the checkpoint computes the same",
    check({ QuantLinear }) {
      const layer = new QuantLinear(uneven());
      const other = new QuantLinear(ones(3, 8));
      expectWorks(() => other.loadStateDict(layer.stateDict()), "loadStateDict");
      const x = ones(1, 8);
      expectValues(
        run(other, x, "after loadStateDict"),
        run(layer, x, "of [1, 8]").toArray(),
        "after loadStateDict, what forward(x) of the other layer gives",
      );
    },
  },
  {
    name: "cast to half precision, scale and minimum are float16 and codes are still bytes",
    check({ QuantLinear }) {
      const layer = expectWorks(() => new QuantLinear(tensor(WEIGHT)).to("float16"), "to(float16)");
      const what = (name: string) => `after to("float16"), the dtype of layer.${name}`;
      expectEqual(layer.codes.dtype, "uint8", what("codes"));
      expectEqual(layer.scale.dtype, "float16", what("scale"));
      expectEqual(layer.minimum.dtype, "float16", what("minimum"));
      const out = run(layer, ones(1, 5).to("float16"), 'of float16, after to("float16"),');
      expectEqual(out.dtype, "float16", "the dtype of what forward gives for float16");
    },
  },
  {
    name: "to() takes all three along, and forward works there",
    on: accelerators,
    check({ QuantLinear }, device) {
      const layer = new QuantLinear(tensor([[0, 100, 255], [255, 0, 1]])).to(device);
      for (const name of BUFFERS) {
        expectOn(layer[name], device, `after to("${device}"), layer.${name}`);
      }
      const out = run(layer, tensor([[1, 2, 3]]).to(device), `on ${device}`);
      expectOn(out, device, `on ${device}, forward(x)`);
      expectValues(out, [[965, 258]], `on ${device}, forward(x)`, 1e-4);
    },
  },
];
