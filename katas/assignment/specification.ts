/** What assigning to an attribute of a module does, sentence by sentence. */
import { nn, ones } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** Assigns; where that throws, the learner reads what the assignment was. */
function assign(module: Module, name: string, value: unknown, what: string): void {
  expectWorks(() => module[name] = value, `module.${name} = ${what}`);
}

function names(list: [name: string, item: unknown][]): string[] {
  return list.map(([name]) => name);
}

/** A parameter, which is all that these sentences need to know of it. */
function parameter(): nn.Parameter {
  return new nn.Parameter(ones(2));
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a parameter that is assigned registers itself",
    check({ Module }) {
      const module = new Module();
      const weight = parameter();
      assign(module, "weight", weight, "parameter");
      expectEqual(
        names(module.namedParameters()),
        ["weight"],
        "after module.weight = parameter, the names of namedParameters()",
      );
      expectSame(
        module["weight"],
        weight,
        "after module.weight = parameter, module.weight should be that parameter",
      );
    },
  },
  {
    name: "a module that is assigned becomes a child",
    check({ Module }) {
      const module = new Module();
      const block = new Module();
      assign(block, "weight", parameter(), "parameter");
      assign(module, "block", block, "another module");
      expectEqual(
        names(module.namedParameters()),
        ["block.weight"],
        "with a weight in module.block, which was assigned, the names of namedParameters()",
      );
      expectSame(
        module["block"],
        block,
        "after module.block = block, module.block should be that block",
      );
    },
  },
  {
    name: "other values become plain attributes and register nothing",
    check({ Module }) {
      const module = new Module();
      const values: [string, unknown, string][] = [
        ["heads", 8, "8"],
        ["activation", "gelu", '"gelu"'],
        ["cache", null, "null"],
        ["mask", ones(3), "a plain tensor"],
        ["shapes", [2, 3], "[2, 3]"],
      ];
      for (const [name, value, what] of values) {
        assign(module, name, value, what);
        expectSame(
          module[name],
          value,
          `after module.${name} = ${what}, module.${name} should be ${what}`,
        );
      }
      expectEqual(names(module.namedParameters()), [], "then the names of namedParameters()");
      expectEqual(names(module.namedBuffers()), [], "then the names of namedBuffers()");
      expectEqual(names(module.namedModules()), [""], "then the paths of namedModules()");
    },
  },
  {
    name: "the constructor of a subclass registers what it assigns",
    check({ Module }) {
      class Block extends Module {
        constructor(readonly heads: number) {
          super();
          this["weight"] = parameter();
          this["inner"] = new Module();
        }

        double(): number {
          return this.heads * 2;
        }
      }
      const block = expectWorks(() => new Block(4), "new Block(4), a subclass,");
      expect(block instanceof Block, "new Block(4) should give a Block, which has Block's methods");
      expectEqual(
        block.double(),
        8,
        "block.double(), a method that reads what the constructor set,",
      );
      const what = "with weight and inner assigned in Block's constructor, the";
      expectEqual(names(block.namedParameters()), ["weight"], `${what} names of namedParameters()`);
      expectEqual(names(block.namedModules()), ["", "inner"], `${what} paths of namedModules()`);
    },
  },
  {
    name: "what a method assigns later registers, too",
    check({ Module }) {
      class Lazy extends Module {
        build(): void {
          this["weight"] = parameter();
        }
      }
      const module = new Lazy();
      expectWorks(() => module.build(), "a method with this.weight = parameter in it");
      expectEqual(
        names(module.namedParameters()),
        ["weight"],
        "after a method with this.weight = parameter in it, the names of namedParameters()",
      );
    },
  },
  {
    name: "the methods that register still do",
    check({ Module }) {
      const module = new Module();
      const mask = ones(3);
      expectWorks(() => {
        module.registerParameter("weight", parameter());
        module.registerBuffer("mask", mask);
        module.registerModule("block", new Module());
      }, "registerParameter, registerBuffer and registerModule");
      expectEqual(names(module.namedParameters()), ["weight"], "the names of namedParameters()");
      expectEqual(names(module.namedBuffers()), ["mask"], "the names of namedBuffers()");
      expectEqual(names(module.namedModules()), ["", "block"], "the paths of namedModules()");
      expectSame(module["mask"], mask, "after registerBuffer, module.mask should be the buffer");
    },
  },
  {
    name: "assigning a parameter again replaces it, and keeps its place",
    check({ Module }) {
      const module = new Module();
      assign(module, "weight", parameter(), "parameter");
      assign(module, "bias", parameter(), "parameter");
      const weight = parameter();
      assign(module, "weight", weight, "another parameter");
      expectEqual(
        names(module.namedParameters()),
        ["weight", "bias"],
        "with weight and bias assigned, and weight once more, the names of namedParameters()",
      );
      expectSame(
        module.parameters()[0],
        weight,
        "the weight listed should be the one that was assigned last",
      );
    },
  },
  {
    name: "a setter of a subclass is called with the module as `this`: what it assigns registers",
    check({ Module }) {
      class Tied extends Module {
        set weights(value: nn.Parameter[]) {
          this["first"] = value[0];
          this["second"] = value[1];
        }
      }
      const module = new Tied();
      expectWorks(
        () => module.weights = [parameter(), parameter()],
        "an assignment to an attribute that has a setter",
      );
      expectEqual(
        names(module.namedParameters()),
        ["first", "second"],
        "when a setter has done this.first = parameter and this.second = parameter, the names listed",
      );
    },
  },
];
