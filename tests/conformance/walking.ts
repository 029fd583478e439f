/** Walking through modules, and what reaches all of them. */
import { nn, ones } from "@hibana/hibana";
import { expectEqual, expectSame } from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import { type Kit, names } from "./kit.ts";

/** A model three modules deep. */
function modelIn({ Module, Linear }: Kit) {
  class Block extends Module {
    fc = new Linear(1, 1, { bias: false });
    scale = new nn.Parameter(ones(1));
  }
  class Blocks extends Module {
    first = new Block();
    second = new Block();
  }
  class Model extends Module {
    blocks = new Blocks();
    head = new Linear(1, 1);
  }
  return new Model();
}

/** The sentences. */
export const walking: readonly Sentence<Kit>[] = [
  {
    name: "named parameters come by path, a module's own first",
    check(kit) {
      expectEqual(names(modelIn(kit).namedParameters()), [
        "blocks.first.scale",
        "blocks.first.fc.weight",
        "blocks.second.scale",
        "blocks.second.fc.weight",
        "head.weight",
        "head.bias",
      ], "the names of namedParameters()");
    },
  },
  {
    name: "a shared parameter comes once",
    check(kit) {
      const { blocks } = modelIn(kit);
      const { first, second } = blocks;
      second.fc = first.fc;
      second.scale = first.scale;
      const listed = [...blocks.parameters()];
      expectEqual(listed.length, 2, "of two blocks that share both, the number of parameters()");
      expectSame(listed[0], first.scale, "the first of parameters() should be first.scale");
      expectSame(
        listed[1],
        first.fc.weight,
        "the second of parameters() should be first.fc.weight",
      );
    },
  },
  {
    name: "modules come with their paths, this one first",
    check(kit) {
      expectEqual(
        names(modelIn(kit).namedModules()),
        [
          "",
          "blocks",
          "blocks.first",
          "blocks.first.fc",
          "blocks.second",
          "blocks.second.fc",
          "head",
        ],
        "the names of namedModules()",
      );
    },
  },
  {
    name: "train and eval reach every module below",
    check(kit) {
      const model = modelIn(kit);
      const modes = () =>
        [...model.namedModules()].map(([, module]) => Reflect.get(module, "training"));
      expectEqual(modes(), Array(7).fill(true), "training of all modules of a new model");
      expectSame(model.eval(), model, "eval() should give back the module");
      expectEqual(modes(), Array(7).fill(false), "after eval(), training of all modules");
      expectSame(model.blocks.train(), model.blocks, "train() should give back the module");
      expectEqual(
        [model.training, model.blocks.first.fc.training],
        [false, true],
        "after model.blocks.train(), training of the model and of model.blocks.first.fc",
      );
    },
  },
  {
    name: "train of a child that overrides it is called",
    check({ Module }) {
      class Frozen extends Module {
        override train(): this {
          return super.train(false);
        }
      }
      class Model extends Module {
        frozen = new Frozen();
      }
      const model = new Model().train();
      expectEqual(
        [model.training, model.frozen.training],
        [true, false],
        "after train() of a model whose child stays in evaluation mode, training of both",
      );
    },
  },
];
