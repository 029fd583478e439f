/** What assigning, defining and deleting attributes of a module means. */
import { nn, ones, type Tensor, zeros } from "@hibana/hibana";
import {
  expect,
  expectEqual,
  expectSame,
  expectValues,
  expectWorks,
} from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import { assign, type Kit, type ModuleLike, names, registered } from "./kit.ts";

/** One of each kind, registered in the constructor. */
const ONE_EACH = { parameters: ["weight"], buffers: ["mask"], children: ["child"] };

/** Registers one of each kind. */
function registerOneEach({ Module }: Kit, module: ModuleLike): void {
  module.registerBuffer("mask", ones(2));
  module.registerParameter("weight", new nn.Parameter(ones(2)));
  module.registerModule("child", new Module());
}

/** The sentences. */
export const attributes: readonly Sentence<Kit>[] = [
  {
    name: "class fields with initialisers register themselves",
    check({ Module, Linear }) {
      class Fields extends Module {
        fc = new Linear(2, 2, { bias: false });
        scale = new nn.Parameter(ones(1));
        plain = zeros(1);
      }
      expectEqual(
        registered(new Fields()),
        { parameters: ["scale", "fc.weight"], buffers: [], children: ["fc"] },
        "of the fields fc = new Linear, scale = new Parameter and plain = zeros(1), what registers",
      );
    },
  },
  {
    name: "a field without declare does not keep its own constructor from registering",
    check(kit) {
      class Own extends kit.Module {
        mask!: Tensor;
        weight!: nn.Parameter;
        child!: ModuleLike;
        constructor() {
          super();
          registerOneEach(kit, this);
        }
      }
      const module = new Own();
      expectValues(module.mask, [1, 1], "a mask that is also a field without declare");
      expectEqual(registered(module), ONE_EACH, "what is registered");
    },
  },
  {
    name: "a field without declare does not lose what a base constructor registered",
    check(kit) {
      class Base extends kit.Module {
        constructor() {
          super();
          registerOneEach(kit, this);
        }
      }
      class Derived extends Base {
        mask!: Tensor;
        weight!: nn.Parameter;
        child!: ModuleLike;
      }
      const module = new Derived();
      expectValues(module.mask, [1, 1], "a mask that a subclass has as a field without declare");
      expectEqual(registered(module), ONE_EACH, "what is registered");
    },
  },
  {
    name: "an attribute that holds undefined gives way to a registration",
    check({ Module }) {
      const module = new Module();
      assign(module, "x", undefined);
      expectWorks(
        () => module.registerBuffer("x", ones(1)),
        'registerBuffer("x", tensor) where x holds undefined',
      );
      expectEqual(names(module.namedBuffers()), ["x"], "then the names of namedBuffers()");
    },
  },
  {
    name: "private fields and methods of subclasses work",
    check({ Module }) {
      class Secretive extends Module {
        #factor = 3;
        #times(x: Tensor): Tensor {
          return x.mul(this.#factor);
        }
        forward(x: Tensor): Tensor {
          return this.#times(x);
        }
      }
      const out = expectWorks(
        () => new Secretive().forward(ones(1)),
        "forward that uses a private field and a private method",
      );
      expectValues(out, [3], "its result");
    },
  },
  {
    name: "accessors keep working, setters included",
    check({ Module }) {
      class Halved extends Module {
        stored = 0;
        get twice(): number {
          return this.stored * 2;
        }
        set twice(value: number) {
          this.stored = value / 2;
        }
        get fixed(): number {
          return 1;
        }
      }
      const module = new Halved();
      module.twice = 8;
      expectEqual([module.stored, module.twice], [4, 8], "after a setter halved 8, both values");
      let refused = false;
      try {
        assign(module, "fixed", 2);
      } catch (error) {
        refused = error instanceof TypeError;
      }
      expect(refused, "assigning to an accessor without a setter should throw a TypeError");
    },
  },
  {
    name: "plain tensors, numbers and functions register nothing",
    check({ Module, Linear }) {
      const module = new Module();
      for (const value of [ones(2), 3, "a", () => 1, [new Linear(1, 1)]]) {
        assign(module, "x", value);
        expectSame(Reflect.get(module, "x"), value, "after x = value, x should be it");
      }
      expectEqual(
        registered(module),
        { parameters: [], buffers: [], children: [] },
        "after assigning tensors, numbers, functions and lists, what is registered",
      );
    },
  },
  {
    name: "a parameter or a child takes the place of a plain attribute",
    check({ Module, Linear }) {
      const module = new Module();
      assign(module, "x", 3);
      const parameter = new nn.Parameter(ones(1));
      expectWorks(() => assign(module, "x", parameter), "x = parameter, over a number,");
      assign(module, "y", ones(1));
      expectWorks(() => assign(module, "y", new Linear(1, 1)), "y = linear, over a plain tensor,");
      expectEqual(
        names(module.namedParameters()),
        ["x", "y.weight", "y.bias"],
        "after x = 3, x = parameter, y = tensor, y = linear, the names of namedParameters()",
      );
    },
  },
  {
    name: "a parameter keeps its place in the order when it is replaced",
    check({ Linear }) {
      const linear = new Linear(2, 2);
      linear.weight = new nn.Parameter(zeros(2, 2));
      expectEqual(
        names(linear.namedParameters()),
        ["weight", "bias"],
        "after linear.weight = another parameter, the names of namedParameters()",
      );
    },
  },
  {
    name:
      "a parameter takes the place of a child, but a module or a number not that of a parameter",
    check(kit) {
      const module = new kit.Module();
      const parameter = new nn.Parameter(ones(1));
      module.registerModule("x", new kit.Module());
      expectWorks(() => assign(module, "x", parameter), "x = parameter, over a child,");
      const taken = { parameters: ["x"], buffers: [], children: [] };
      expectEqual(registered(module), taken, "then what is registered");
      for (const [value, type] of [[new kit.Linear(1, 1), "Linear"], [3, "int"]] as const) {
        kit.refuses(
          () => assign(module, "x", value),
          TypeError,
          `cannot assign '${type}' as parameter 'x' (torch.nn.Parameter or None expected)`,
          `x = (a value of type ${type}), over a parameter,`,
        );
      }
      expectEqual(registered(module), taken, "after refused assignments, what is registered");
      expectSame(Reflect.get(module, "x"), parameter, "and x should be as before");
    },
  },
  {
    name: "a parameter's slot takes null and a parameter again",
    check({ Linear }) {
      const linear = new Linear(2, 2);
      expectWorks(() => assign(linear, "bias", null), "linear.bias = null");
      expectEqual(
        names(linear.namedParameters()),
        ["weight"],
        "after linear.bias = null, the names of namedParameters()",
      );
      expectEqual(linear.forward(ones(1, 2)).shape, [1, 2], "without a bias, the output's shape");
      linear.bias = new nn.Parameter(zeros(2));
      expectEqual(
        names(linear.namedParameters()),
        ["weight", "bias"],
        "after linear.bias = parameter, the names of namedParameters()",
      );
    },
  },
  {
    name: "a child's slot takes null and a module again",
    check({ Module }) {
      const module = new Module();
      const child = new Module();
      module.registerModule("x", child);
      expectWorks(() => assign(module, "x", null), "x = null, over a child,");
      expectEqual(registered(module).children, [], "after x = null, the children");
      assign(module, "x", child);
      expectEqual(registered(module).children, ["x"], "after x = child again, the children");
    },
  },
  {
    name: "deleting a parameter or a child takes it out of the lists",
    check({ Module }) {
      const module = new Module();
      module.registerModule("child", new Module());
      module.registerParameter("weight", new nn.Parameter(ones(1)));
      for (const name of ["child", "weight"]) {
        expect(Reflect.deleteProperty(module, name), `delete module.${name} should work`);
      }
      expectEqual(
        registered(module),
        { parameters: [], buffers: [], children: [] },
        "after deleting a parameter and a child, what is registered",
      );
    },
  },
];
