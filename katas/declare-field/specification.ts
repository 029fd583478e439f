/** What class fields do to a module, sentence by sentence. */
import { nn, ones, type Tensor, triu } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A class whose constructor registers one of each kind, and has a plain attribute. */
function attentionIn({ Module }: Answer) {
  return class Attention extends Module {
    constructor() {
      super();
      this.registerBuffer("mask", triu(ones(2, 2), 1));
      this["weight"] = new nn.Parameter(ones(2));
      this["out"] = new Module();
      this["heads"] = 8;
    }
  };
}

function names(list: [name: string, item: unknown][]): string[] {
  return list.map(([name]) => name);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a field without a value does not lose the buffer that a base class registered",
    check(answer) {
      class Typed extends attentionIn(answer) {
        mask!: Tensor;
      }
      const module = expectWorks(() => new Typed(), "new Typed(), with the field mask!: Tensor,");
      expectValues(
        module.mask,
        [[0, 1], [0, 0]],
        "with the field mask!: Tensor in a subclass, module.mask",
      );
      expectEqual(names(module.namedBuffers()), ["mask"], "then the names of namedBuffers()");
    },
  },
  {
    name: "nor a parameter, nor a child",
    check(answer) {
      class Typed extends attentionIn(answer) {
        weight!: nn.Parameter;
        out!: InstanceType<Answer["Module"]>;
      }
      const module = expectWorks(() => new Typed(), "new Typed(), which has fields,");
      expectSame(
        module.weight,
        module.parameters()[0],
        "with the field weight!: Parameter in a subclass, module.weight should be the one listed",
      );
      expectSame(
        module.out,
        module.namedModules()[1]?.[1],
        "with the field out!: Module in a subclass, module.out should be the child listed",
      );
    },
  },
  {
    name: "fields that have a parameter or a module as their value register it",
    check({ Module }) {
      class Block extends Module {
        weight = new nn.Parameter(ones(2));
        inner = new Module();
      }
      const block = expectWorks(() => new Block(), "new Block(), which has fields,");
      expectEqual(
        names(block.namedParameters()),
        ["weight"],
        "with the field weight = new Parameter(...), the names of namedParameters()",
      );
      expectSame(block.weight, block.parameters()[0], "block.weight should be the one listed");
      expectEqual(
        names(block.namedModules()),
        ["", "inner"],
        "with the field inner = new Module(), the paths of namedModules()",
      );
    },
  },
  {
    name: "other fields are plain attributes, as in any class",
    check({ Module }) {
      const mask = ones(3);
      class Block extends Module {
        heads = 8;
        mask = mask;
        note?: string;
        #factor = 3;

        triple(): number {
          return this.heads * this.#factor;
        }
      }
      const block = expectWorks(() => new Block(), "new Block(), which has fields,");
      expectEqual(block.heads, 8, "with the field heads = 8, block.heads");
      expectSame(
        block.mask,
        mask,
        "with the field mask = tensor, block.mask should be that tensor",
      );
      expectEqual(block.triple(), 24, "3 times heads, computed with a private field,");
      expectEqual(
        names(block.namedBuffers()),
        [],
        "with a plain tensor, the names of namedBuffers()",
      );
      expect(
        Object.hasOwn(block, "note"),
        'with the field note?: string, which has no value, Object.hasOwn(block, "note") should be true',
      );
    },
  },
  {
    name: "a field without a value over a plain attribute is undefined, as in any class",
    check(answer) {
      class Typed extends attentionIn(answer) {
        heads!: number;
      }
      const module = expectWorks(() => new Typed(), "new Typed(), which has a field,");
      expectSame(
        module.heads as unknown,
        undefined,
        "with heads = 8 from the base class, and the field heads!: number, module.heads should be " +
          "undefined",
      );
    },
  },
  {
    name: "a field with a value takes the place of what a base class registered",
    check(answer) {
      const other = new nn.Parameter(ones(5));
      class Wider extends attentionIn(answer) {
        weight = other;
      }
      const module = expectWorks(() => new Wider(), "new Wider(), which has a field,");
      const what = "with the field weight = another parameter in a subclass";
      expectSame(module.weight, other, `${what}, module.weight should be that one`);
      expectEqual(module.parameters().length, 1, `${what}, the number of parameters()`);
      expectSame(module.parameters()[0], other, `${what}, it should be the one that is listed`);
    },
  },
  {
    name: "a constructor registers what is also one of its fields",
    check({ Module }) {
      class Attention extends Module {
        mask!: Tensor;
        weight!: nn.Parameter;

        constructor() {
          super();
          this.registerBuffer("mask", ones(2));
          this.weight = new nn.Parameter(ones(2));
        }
      }
      const module = expectWorks(() => new Attention(), "a constructor that registers its fields");
      expectValues(module.mask, [1, 1], "a buffer that is also a field, module.mask,");
      expectEqual(names(module.namedBuffers()), ["mask"], "the names of namedBuffers()");
      expectEqual(names(module.namedParameters()), ["weight"], "the names of namedParameters()");
    },
  },
  {
    name: "assigning does what it did",
    check(answer) {
      const Attention = attentionIn(answer);
      const module = expectWorks(() => new Attention(), "new Attention()");
      const weight = new nn.Parameter(ones(7));
      expectWorks(() => {
        module["weight"] = weight;
        module["heads"] = 4;
        module["shape"] = undefined;
      }, "assigning a parameter, a number and undefined");
      expectSame(module.parameters()[0], weight, "an assigned parameter should be listed");
      expectEqual(module["heads"], 4, "after module.heads = 4, module.heads");
      expect("shape" in module, "after module.shape = undefined, module should have a shape");
    },
  },
];
