/** What registerBuffer refuses, in the order of its checks. */
import { KeyError, nn, type Tensor, zeros } from "@hibana/hibana";
import { expect, expectSame } from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import { type Kit, untyped } from "./kit.ts";

/** A class whose modules have an attribute of every kind. */
function holderIn({ Module }: Kit) {
  return class Holder extends Module {
    plain = 3;
    weight = new nn.Parameter(zeros(2));
    child = new Module();
    forward(x: Tensor): Tensor {
      return x;
    }
  };
}

/** The sentences. */
export const registering: readonly Sentence<Kit>[] = [
  {
    name: "a buffer's name with a dot is refused",
    check(kit) {
      kit.refuses(
        () => new (holderIn(kit))().registerBuffer("a.b", zeros(2)),
        KeyError,
        `buffer name can't contain "."`,
        'registerBuffer("a.b", tensor)',
      );
    },
  },
  {
    name: "an empty buffer's name is refused",
    check(kit) {
      kit.refuses(
        () => new (holderIn(kit))().registerBuffer("", zeros(2)),
        KeyError,
        `buffer name can't be empty string ""`,
        'registerBuffer("", tensor)',
      );
    },
  },
  {
    name: "a name that a plain attribute, a method, a parameter or a child has is refused",
    check(kit) {
      const module = new (holderIn(kit))();
      for (const name of ["plain", "training", "forward", "to", "weight", "child"]) {
        kit.refuses(
          () => module.registerBuffer(name, zeros(2)),
          KeyError,
          `attribute '${name}' already exists`,
          `registerBuffer("${name}", tensor) in a module that has a ${name} already`,
        );
      }
    },
  },
  {
    name: "registering a buffer again just replaces it",
    check(kit) {
      const module = new (holderIn(kit))();
      module.registerBuffer("x", zeros(2));
      const again = zeros(3);
      module.registerBuffer("x", again);
      expectSame(
        module.getBuffer("x"),
        again,
        'when buffer x was registered twice, getBuffer("x") should be the second tensor',
      );
    },
  },
  {
    name: "a buffer's value that is neither a tensor nor null is refused",
    check(kit) {
      const Holder = holderIn(kit);
      const refused: [unknown, string][] = [
        [0.5, "float"],
        [3, "int"],
        ["a", "str"],
        [true, "bool"],
        [[1], "list"],
        [{}, "dict"],
        [undefined, "undefined"],
        [new Holder(), "Holder"],
      ];
      for (const [value, type] of refused) {
        const module = new Holder();
        kit.refuses(
          () => module.registerBuffer("x", untyped(value)),
          TypeError,
          `cannot assign '${type}' object to buffer 'x' (torch Tensor or None required)`,
          `registerBuffer("x", ...) of what Python calls ${type}`,
        );
        expect(!("x" in module), "a refused buffer x should leave no attribute x behind");
      }
    },
  },
  {
    name: "the first check that fails speaks",
    check(kit) {
      kit.refuses(
        () => new (holderIn(kit))().registerBuffer("plain", untyped(0.5)),
        KeyError,
        "attribute 'plain' already exists",
        'registerBuffer("plain", 0.5), whose name is taken and whose value is no tensor,',
      );
    },
  },
];
