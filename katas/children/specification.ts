/** What a module with modules in it does, sentence by sentence. */
import { nn, ones } from "@hibana/hibana";
import { expectEqual, expectSame } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with one parameter. */
function leaf({ Module }: Answer, name = "weight") {
  const module = new Module();
  module.registerParameter(name, new nn.Parameter(ones(2)));
  return module;
}

/** A model with a scale, a stem beside a block, and a query in the attention in the block. */
function model(answer: Answer) {
  const [attention, block, model] = [new answer.Module(), new answer.Module(), new answer.Module()];
  const [query, stem] = [leaf(answer), leaf(answer)];
  attention.registerModule("query", query);
  block.registerModule("attention", attention);
  model.registerModule("stem", stem);
  model.registerModule("block", block);
  model.registerParameter("scale", new nn.Parameter(ones(1)));
  return { model, stem, block, attention, query };
}

function names(list: [name: string, item: unknown][]): string[] {
  return list.map(([name]) => name);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a registered child is an attribute of the module: the very same object",
    check(answer) {
      const { model: module, stem } = model(answer);
      expectSame(
        module["stem"],
        stem,
        'after model.registerModule("stem", child), model.stem should be that child',
      );
    },
  },
  {
    name: "namedModules begins with the module itself, by the empty path",
    check(answer) {
      const module = leaf(answer);
      const listed = module.namedModules();
      expectEqual(names(listed), [""], "of a module without children, the paths of namedModules()");
      expectSame(
        listed[0]?.[1],
        module,
        "the module by the empty path should be the module itself",
      );
    },
  },
  {
    name: "namedModules lists everything below, however deep, by paths with dots",
    check(answer) {
      const { model: module, query } = model(answer);
      const listed = module.namedModules();
      expectEqual(
        names(listed),
        ["", "stem", "block", "block.attention", "block.attention.query"],
        "with model.stem and model.block.attention.query, the paths of model.namedModules()",
      );
      expectSame(
        listed[4]?.[1],
        query,
        'the module by the path "block.attention.query" should be model.block.attention.query',
      );
    },
  },
  {
    name: "a prefix stands before all paths",
    check(answer) {
      const { block } = model(answer);
      expectEqual(
        names(block.namedModules("blocks.0")),
        ["blocks.0", "blocks.0.attention", "blocks.0.attention.query"],
        'the paths of block.namedModules("blocks.0")',
      );
    },
  },
  {
    name: "namedParameters lists the module's own first, then those below by their paths",
    check(answer) {
      const { model: module, query } = model(answer);
      const listed = module.namedParameters();
      expectEqual(
        names(listed),
        ["scale", "stem.weight", "block.attention.query.weight"],
        "with a scale of its own, and weights in model.stem and model.block.attention.query, " +
          "the names of model.namedParameters()",
      );
      expectSame(
        listed[2]?.[1],
        query["weight"],
        'the parameter by the name "block.attention.query.weight" should be that weight',
      );
    },
  },
  {
    name: "parameters gives those below, too: what an optimizer takes",
    check(answer) {
      const { model: module, query } = model(answer);
      const parameters = module.parameters();
      expectEqual(parameters.length, 3, "the number of model.parameters()");
      expectSame(
        parameters[2],
        query["weight"],
        "the last of model.parameters() should be model.block.attention.query.weight",
      );
    },
  },
  {
    name: "a child that gets a parameter later is asked anew",
    check(answer) {
      const { model: module, stem } = model(answer);
      module.namedParameters();
      stem.registerParameter("bias", new nn.Parameter(ones(2)));
      expectEqual(
        names(module.namedParameters()),
        ["scale", "stem.weight", "stem.bias", "block.attention.query.weight"],
        "with a bias registered in model.stem afterwards, the names of model.namedParameters()",
      );
    },
  },
  {
    name: "a parameter that two names lead to is listed once, under the first",
    check({ Module }) {
      const [model, embedding, head] = [new Module(), new Module(), new Module()];
      const bias = new nn.Parameter(ones(4));
      head.registerParameter("bias", bias);
      head.registerParameter("again", bias);
      expectEqual(
        names(head.namedParameters()),
        ["bias"],
        "with one parameter as head.bias and head.again, the names of head.namedParameters()",
      );
      const shared = new nn.Parameter(ones(4));
      embedding.registerParameter("weight", shared);
      head.registerParameter("weight", shared);
      model.registerModule("embedding", embedding);
      model.registerModule("head", head);
      expectEqual(
        names(model.namedParameters()),
        ["embedding.weight", "head.bias"],
        "with one parameter as model.embedding.weight and model.head.weight, the names listed",
      );
    },
  },
  {
    name: "parameters that merely hold equal numbers are all listed",
    check(answer) {
      const module: Module = leaf(answer, "weight");
      module.registerParameter("twin", new nn.Parameter(ones(2)));
      expectEqual(
        names(module.namedParameters()),
        ["weight", "twin"],
        "of two parameters with the same numbers in them, the names listed",
      );
    },
  },
];
