/** How much memory buffers take, and how to move what is shared: for the learner's code, and for ours. */
import { nn, ones, type Tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectSame, expectValues } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A model with blocks, which all have registered one mask: 4 times 4 float32, 64 bytes. */
function model({ Module }: Answer) {
  const model = new Module();
  const blocks = [new Module(), new Module(), new Module()];
  const mask = ones(4, 4);
  blocks.forEach((block, i) => {
    block.registerBuffer("mask", mask);
    model[`block${i}`] = block;
  });
  return { model, blocks, mask };
}

/** Holds when all blocks have one mask. */
function expectOne(blocks: InstanceType<Answer["Module"]>[], when: string): void {
  const [first] = blocks;
  for (const [i, block] of blocks.entries()) {
    expectSame(
      block.mask,
      first!.mask,
      `${when}, model.block${i}.mask should be the same tensor as model.block0.mask`,
    );
  }
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "bufferBytes adds up the bytes of buffers, whatever their dtype, but not of parameters",
    check({ Module, bufferBytes }) {
      const module = new Module();
      module.weight = new nn.Parameter(ones(100));
      expectEqual(bufferBytes(module), 0, "bufferBytes of a module without buffers");
      module.registerBuffer("mean", ones(3));
      expectEqual(bufferBytes(module), 12, "with 3 elements of float32, bufferBytes");
      module.registerBuffer("seen", zeros(5, { dtype: "bool" }));
      expectEqual(bufferBytes(module), 17, "with another 5 elements of bool, bufferBytes");
    },
  },
  {
    name: "bufferBytes counts the buffers of all modules below",
    check({ Module, bufferBytes }) {
      const [root, block, attention] = [new Module(), new Module(), new Module()];
      root.block = block;
      block.attention = attention;
      attention.registerBuffer("mask", ones(2, 2));
      expectEqual(
        bufferBytes(root),
        16,
        "with 4 elements of float32 in model.block.attention, bufferBytes(model)",
      );
    },
  },
  {
    name: "bufferBytes counts a mask once that all blocks share",
    check(answer) {
      const { model: root } = model(answer);
      expectEqual(
        answer.bufferBytes(root),
        64,
        "with one mask of 64 bytes in three blocks, bufferBytes(model)",
      );
    },
  },
  {
    name: "bufferBytes counts memory once that is seen through several views",
    check(answer) {
      const { model: root, mask } = model(answer);
      root.registerBuffer("transposed", mask.t());
      root.registerBuffer("row", mask.at(0));
      expectEqual(
        answer.bufferBytes(root),
        64,
        "with a mask of 64 bytes, its transpose and its first row as buffers, bufferBytes(model)",
      );
    },
  },
  {
    name: "bufferBytes counts the whole memory that a view keeps occupied",
    check({ Module, bufferBytes }) {
      const module = new Module();
      module.registerBuffer("row", ones(4, 4).at(0));
      expectEqual(
        bufferBytes(module),
        64,
        "with one row of a tensor of 64 bytes as the only buffer, bufferBytes",
      );
    },
  },
  {
    name: "one tensor under two names of a module is one tensor after a move",
    on: accelerators,
    check({ Module }, device) {
      const module = new Module();
      const mask = ones(2);
      module.weight = new nn.Parameter(ones(1));
      module.registerBuffer("mask", mask);
      module.registerBuffer("future", mask);
      expectSame(module.to(device), module, `to("${device}") should give back the module itself`);
      expectOn(module.weight, device, `after to("${device}"), module.weight`);
      expectOn(module.mask, device, `after to("${device}"), module.mask`);
      expectSame(
        module._buffers.get("future"),
        module.future,
        `after to("${device}"), the future that is in _buffers should be module.future`,
      );
      expectSame(
        module.future,
        module.mask,
        `after to("${device}"), module.future should be the same tensor as module.mask`,
      );
    },
  },
  {
    name: "to moves the mask that all blocks share, and they share it afterwards",
    on: accelerators,
    check(answer, device) {
      const { model: root, blocks } = model(answer);
      root.to(device);
      expectOn(blocks[0]!.mask, device, `after to("${device}"), model.block0.mask`);
      expectOne(blocks, `after to("${device}")`);
      expectEqual(answer.bufferBytes(root), 64, `after to("${device}"), bufferBytes(model)`);
    },
  },
  {
    name: "buffers that were two tensors are two afterwards, however equal",
    on: accelerators,
    check(answer, device) {
      const { model: root, blocks } = model(answer);
      blocks[1]!.registerBuffer("mask", ones(4, 4));
      root.to(device);
      expect(
        blocks[1]!.mask !== blocks[0]!.mask,
        `with a mask of its own in model.block1, after to("${device}") it should not be the mask of model.block0`,
      );
      (blocks[1]!.mask as Tensor).zero_();
      expectValues(
        (blocks[0]!.mask as Tensor).sum(),
        16,
        "after model.block1.mask.zero_(), the sum of model.block0.mask",
      );
    },
  },
  {
    name: "what is shared may be at any depth, and under any name",
    on: accelerators,
    check(answer, device) {
      const { model: root, blocks, mask } = model(answer);
      const deep = new answer.Module();
      deep.registerBuffer("hidden", mask);
      blocks[2]!.attention = deep;
      root.registerBuffer("causal", mask);
      root.to(device);
      expectOn(root.causal, device, `after to("${device}"), model.causal`);
      expectSame(
        deep.hidden,
        root.causal,
        `after to("${device}"), model.block2.attention.hidden should be the same tensor as model.causal`,
      );
    },
  },
  {
    name: "what is shared stays so on the way back, and its names stay as persistent as they were",
    on: accelerators,
    check(answer, device) {
      const { model: root, blocks, mask } = model(answer);
      blocks[2]!.registerBuffer("mask", mask, { persistent: false });
      root.to(device).to("cpu");
      expectOne(blocks, `after to("${device}").to("cpu")`);
      expectEqual(
        blocks.map(({ _transient }) => [..._transient]),
        [[], [], ["mask"]],
        `with mask not persistent in model.block2, after to("${device}").to("cpu"), _transient of each block`,
      );
    },
  },
  {
    name: "every move looks at what is there: nothing is remembered from the one before",
    on: accelerators,
    check(answer, device) {
      const { model: root, blocks, mask } = model(answer);
      root.to(device);
      mask.zero_();
      for (const block of blocks) block.mask = mask;
      root.to(device);
      expectValues(
        (blocks[0]!.mask as Tensor).sum(),
        0,
        `with the old mask zeroed, assigned again and moved again, the sum of model.block0.mask`,
      );
      expectOne(blocks, `with the old mask zeroed, assigned again and moved again`);
    },
  },
];
