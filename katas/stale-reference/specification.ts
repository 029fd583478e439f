/** A mask that is looked up, and a detector of references that are not: for the learner's code, and for ours. */
import { nn, ones, RuntimeError, Tensor, tensor, zeros } from "@hibana/hibana";
import { Module } from "../module-to/solution.ts";
import { accelerators, type Place } from "../support/devices.ts";
import {
  expectEqual,
  expectOn,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** Scores of two tokens. */
function scores(device: Place = "cpu"): Tensor {
  return tensor([[1, 2], [3, 4]], { device });
}

const masked = [[1, -Infinity], [3, 4]];

/** A model with a mask, and a block with a weight and a mask. */
function parts() {
  const [model, block] = [new Module(), new Module()];
  const [mask, scale] = [ones(2, 2), ones(3)];
  const weight = new nn.Parameter(ones(3));
  model.registerBuffer("mask", mask);
  model.block = block;
  block.weight = weight;
  block.registerBuffer("scale", scale);
  return { model, block, mask, scale, weight };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "CausalMask registers its mask as a buffer",
    check({ CausalMask }) {
      const layer = new CausalMask(2);
      expectEqual(
        layer.namedBuffers().map(([name]) => name),
        ["mask"],
        "the names of namedBuffers() of a CausalMask",
      );
      expectValues(layer.mask, [[false, true], [false, false]], "mask of new CausalMask(2)");
    },
  },
  {
    name: "forward hides from each token what comes after it",
    check({ CausalMask }) {
      const layer = new CausalMask(2);
      expectValues(layer.forward(scores()), masked, "forward(tensor([[1, 2], [3, 4]]))");
    },
  },
  {
    name: "forward takes fewer tokens than there might be",
    check({ CausalMask }) {
      const layer = new CausalMask(4);
      expectValues(
        expectWorks(() => layer.forward(scores()), "forward of two tokens in a CausalMask(4)"),
        masked,
        "forward(tensor([[1, 2], [3, 4]])) of a CausalMask(4)",
      );
    },
  },
  {
    name: "forward reads the mask that the module has now, not one that it had before",
    check({ CausalMask }) {
      const layer = new CausalMask(2);
      layer.mask = zeros(2, 2, { dtype: "bool" });
      expectValues(
        layer.forward(scores()),
        [[1, 2], [3, 4]],
        "after layer.mask = a mask that hides nothing, forward(tensor([[1, 2], [3, 4]]))",
      );
    },
  },
  {
    name: "after a move, forward works there",
    on: accelerators,
    check({ CausalMask }, device) {
      const layer = new CausalMask(2).to(device);
      const out = expectWorks(
        () => layer.forward(scores(device)),
        `after to("${device}"), forward with scores on ${device}`,
      );
      expectOn(out, device, `after to("${device}"), what forward gives back`);
      expectValues(out, masked, `after to("${device}"), what forward gives back`);
    },
  },
  {
    name: "the mask has one name: no other attribute holds a tensor",
    check({ CausalMask }) {
      const layer = new CausalMask(2);
      layer.forward(scores());
      const attributes = Object.entries(layer).filter(([, value]) => value instanceof Tensor);
      expectEqual(
        attributes.map(([name]) => name),
        ["mask"],
        "the attributes of a CausalMask that are tensors",
      );
    },
  },
  {
    name: "forward leaves the buffer as it is",
    on: accelerators,
    check({ CausalMask }, device) {
      const layer = new CausalMask(2).to(device);
      const { mask } = layer;
      expectWorks(() => layer.forward(scores(device)), `after to("${device}"), forward`);
      expectSame(layer.mask, mask, "after forward, layer.mask should be the tensor that it was");
    },
  },
  {
    name: "forward moves nothing: scores from another device are refused",
    on: accelerators,
    check({ CausalMask }, device) {
      const layer = new CausalMask(2);
      expectThrows(
        () => layer.forward(scores(device)),
        RuntimeError,
        /to be on the same device/,
        `with the module on cpu, forward with scores on ${device}`,
      );
    },
  },
  {
    name: "aliases names a plain tensor that is a buffer under another name",
    check({ aliases }) {
      const { model } = parts();
      expectEqual(aliases(model), [], "with registered tensors only, aliases(model)");
      model.cached = model.mask;
      expectEqual(aliases(model), ["cached"], "with model.cached = model.mask, aliases(model)");
    },
  },
  {
    name: "aliases passes over a tensor with memory of its own, though it holds equal numbers",
    check({ aliases }) {
      const { model, mask } = parts();
      model.own = mask.clone();
      expectEqual(aliases(model), [], "with model.own = model.mask.clone(), aliases(model)");
    },
  },
  {
    name: "aliases names a view of a buffer: it is another object, and shows the same memory",
    check({ aliases }) {
      const { model, mask } = parts();
      model.row = mask.at(0);
      expectEqual(aliases(model), ["row"], "with model.row = model.mask.at(0), aliases(model)");
    },
  },
  {
    name: "aliases names what shares memory with a parameter, too",
    check({ aliases }) {
      const { model, weight } = parts();
      model.captured = weight.data;
      expectEqual(
        aliases(model),
        ["captured"],
        "with model.captured = model.block.weight.data, aliases(model)",
      );
    },
  },
  {
    name: "aliases looks into all modules below, and names paths",
    check({ aliases }) {
      const { block, model, scale } = parts();
      block.cached = scale;
      expectEqual(
        aliases(model),
        ["block.cached"],
        "with model.block.cached = model.block.scale, aliases(model)",
      );
    },
  },
  {
    name: "aliases also names what a block has kept of the model that it is in",
    check({ aliases }) {
      const { block, model, mask } = parts();
      block.borrowed = mask;
      expectEqual(
        aliases(model),
        ["block.borrowed"],
        "with model.block.borrowed = model.mask, aliases(model)",
      );
    },
  },
  {
    name: "staleReferences makes the change, and names the aliases that it left behind",
    on: accelerators,
    check({ staleReferences }, device) {
      const { block, model, mask, weight } = parts();
      model.cached = mask;
      block.captured = weight.data;
      expectEqual(
        staleReferences(model, () => model.to(device)),
        ["cached", "block.captured"],
        `with two aliases, what staleReferences(model, () => model.to("${device}")) names`,
      );
      expectOn(model.mask, device, "after staleReferences has made the change, model.mask");
    },
  },
  {
    name: "staleReferences names nothing where memory is shared as before",
    check({ staleReferences }) {
      const { model, mask } = parts();
      model.cached = mask;
      let changes = 0;
      expectEqual(
        staleReferences(model, () => changes++),
        [],
        "with model.cached = model.mask, and a change that leaves both alone, the names",
      );
      expectEqual(changes, 1, "the number of times that staleReferences makes the change");
    },
  },
  {
    name: "staleReferences asks what the attribute is after the change, not what it was",
    check({ staleReferences }) {
      const { model, mask } = parts();
      model.cached = mask;
      const both = () => {
        model.mask = ones(2, 2);
        model.cached = model.mask;
      };
      expectEqual(
        staleReferences(model, both),
        [],
        "with a change that assigns a new tensor to model.mask and to model.cached, the names",
      );
    },
  },
  {
    name: "staleReferences needs no second device: an assignment leaves references behind, too",
    check({ staleReferences }) {
      const { model, mask } = parts();
      model.cached = mask;
      expectEqual(
        staleReferences(model, () => model.mask = zeros(2, 2)),
        ["cached"],
        "with model.cached = model.mask, and a change that replaces model.mask, the names",
      );
    },
  },
  {
    name: "staleReferences does not name what never was an alias, wherever it is",
    on: accelerators,
    check({ staleReferences }, device) {
      const { model } = parts();
      model.own = ones(2, 2);
      expectEqual(
        staleReferences(model, () => model.to(device)),
        [],
        `with model.own a plain tensor, what staleReferences(model, () => model.to("${device}")) names`,
      );
    },
  },
];
