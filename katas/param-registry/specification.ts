/** What a module that knows its parameters does, sentence by sentence. */
import { nn, ones, zeros } from "@hibana/hibana";
import { expect, expectEqual, expectSame } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with a weight and a bias, as a linear layer has them. */
function linear({ Module }: Answer) {
  const module = new Module();
  const weight = new nn.Parameter(ones(2, 3));
  const bias = new nn.Parameter(zeros(2));
  module.registerParameter("weight", weight);
  module.registerParameter("bias", bias);
  return { module, weight, bias };
}

function names(module: Module): string[] {
  return module.namedParameters().map(([name]) => name);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a registered parameter is an attribute of the module: the very same object",
    check(answer) {
      const { module, weight } = linear(answer);
      expectSame(
        module["weight"],
        weight,
        'after registerParameter("weight", parameter), module.weight should be that parameter',
      );
    },
  },
  {
    name: "namedParameters lists parameters by name, in the order of registration",
    check(answer) {
      const { module, weight, bias } = linear(answer);
      expectEqual(names(module), ["weight", "bias"], "the names that namedParameters() lists");
      const [first, second] = module.namedParameters();
      expectSame(first?.[1], weight, "the weight listed should be module.weight");
      expectSame(second?.[1], bias, "the bias listed should be module.bias");
    },
  },
  {
    name: "parameters gives the same parameters without their names",
    check(answer) {
      const { module, weight, bias } = linear(answer);
      const parameters = module.parameters();
      expectEqual(parameters.length, 2, "with weight and bias registered, parameters().length");
      expectSame(parameters[0], weight, "the first of parameters() should be module.weight");
      expectSame(parameters[1], bias, "the second of parameters() should be module.bias");
    },
  },
  {
    name: "a plain tensor is an attribute, but no parameter",
    check(answer) {
      const { module } = linear(answer);
      const mask = ones(3);
      module["mask"] = mask;
      expectSame(module["mask"], mask, "after module.mask = tensor, module.mask should be it");
      expectEqual(
        names(module),
        ["weight", "bias"],
        "with a plain tensor as module.mask, the names that namedParameters() lists",
      );
    },
  },
  {
    name: "every module has a registry of its own",
    check(answer) {
      linear(answer);
      const other = new answer.Module();
      other.registerParameter("scale", new nn.Parameter(ones(1)));
      expectEqual(
        names(other),
        ["scale"],
        "with weight and bias in one module and scale in another, the names of the other",
      );
      expectEqual(names(new answer.Module()), [], "the names of a module that is quite new");
    },
  },
  {
    name: "the registry is _parameters, a Map from names to parameters",
    check(answer) {
      const { module, weight } = linear(answer);
      expect(module._parameters instanceof Map, "module._parameters should be a Map");
      expectSame(
        module._parameters.get("weight"),
        weight,
        'module._parameters.get("weight") should be module.weight',
      );
    },
  },
  {
    name: "registering a name again replaces the parameter, and keeps its place",
    check(answer) {
      const { module } = linear(answer);
      const weight = new nn.Parameter(ones(5));
      module.registerParameter("weight", weight);
      expectSame(module["weight"], weight, "registered again, module.weight should be the new one");
      expectEqual(names(module), ["weight", "bias"], "registered again, the names listed");
      expectSame(
        module.parameters()[0],
        weight,
        "registered again, the first of parameters() should be the new weight",
      );
    },
  },
  {
    name: "the order is that of registration also where names look like numbers",
    check({ Module }) {
      const module = new Module();
      for (const name of ["scale", "10", "2"]) {
        module.registerParameter(name, new nn.Parameter(ones(1)));
      }
      expectEqual(
        names(module),
        ["scale", "10", "2"],
        'with "scale", "10" and "2" registered in this order, the names listed',
      );
    },
  },
];
