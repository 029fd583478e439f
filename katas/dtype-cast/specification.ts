/** What casting a module does, sentence by sentence: for the learner's code, and for ours. */
import { nn, ones, tensor } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

const FLOATS = ["float16", "float64", "float32"];

/** A model with parameters and buffers; the numbers of `steps` are not in float16. */
function model({ Module }: Answer) {
  const model = new Module();
  const child = new Module();
  const [weight, mean] = [new nn.Parameter(tensor([1, 2])), tensor([0.5])];
  const [steps, allowed] = [
    tensor([2049], { dtype: "int32" }),
    tensor([true, false], { dtype: "bool" }),
  ];
  model.weight = weight;
  model.registerBuffer("mean", mean);
  model.registerBuffer("steps", steps);
  child.scale = new nn.Parameter(tensor([3]));
  child.registerBuffer("allowed", allowed);
  model.child = child;
  return { model, child, weight, mean, steps, allowed };
}

/** The dtypes of a list of names and tensors. */
function dtypes(list: [name: string, value: { dtype: string }][]) {
  return Object.fromEntries(list.map(([name, { dtype }]) => [name, dtype]));
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a dtype casts the parameters, which stay the same objects",
    check(answer) {
      const { model: module, weight } = model(answer);
      const returned = module.to("float16");
      expectEqual(weight.dtype, "float16", 'after to("float16"), the dtype of model.weight');
      expectValues(weight, [1, 2], 'after to("float16"), model.weight');
      expectSame(module.weight, weight, "model.weight should be the Parameter that it was");
      expectSame(returned, module, 'to("float16") should give back the module itself');
    },
  },
  {
    name: "a dtype casts buffers that hold fractions",
    check(answer) {
      const { model: module } = model(answer);
      module.to("float16");
      const { mean } = dtypes(module.namedBuffers());
      expectEqual(mean, "float16", 'after to("float16"), the dtype of model.mean, a buffer,');
      expectValues(module.mean, [0.5], 'after to("float16"), model.mean');
    },
  },
  {
    name: "a dtype leaves integers and truth values alone",
    check(answer) {
      const { model: module, child, steps, allowed } = model(answer);
      for (const dtype of FLOATS) {
        module.to(dtype);
        expectValues(module.steps, [2049], `after to("${dtype}"), model.steps, a counter,`);
        expectEqual(
          dtypes(module.namedBuffers()).steps,
          "int32",
          `after to("${dtype}"), the dtype of model.steps, a counter,`,
        );
        expectSame(module.steps, steps, `after to("${dtype}"), model.steps should be as it was`);
        expectSame(
          child.allowed,
          allowed,
          `after to("${dtype}"), model.child.allowed, which is of dtype bool, should be as it was`,
        );
      }
    },
  },
  {
    name: "a dtype casts gradients along with their parameters",
    check(answer) {
      const { model: module, weight } = model(answer);
      weight.square().sum().backward();
      expectWorks(() => module.to("float16"), 'with a gradient in model.weight, to("float16")');
      expect(weight.grad !== null, 'after to("float16"), model.weight.grad should not be null');
      expectEqual(
        weight.grad.dtype,
        "float16",
        'after to("float16"), the dtype of model.weight.grad',
      );
      expectValues(weight.grad, [2, 4], 'after to("float16"), model.weight.grad');
    },
  },
  {
    name: "a dtype is for all modules below, too",
    check(answer) {
      const { model: root } = model(answer);
      root.child = new answer.Module();
      const child = root.child as InstanceType<Answer["Module"]>;
      child.weight = new nn.Parameter(ones(1));
      child.registerBuffer("mean", ones(1));
      for (const dtype of FLOATS) {
        root.to(dtype);
        expectEqual(
          dtypes([...root.namedParameters(), ...child.namedBuffers()]),
          { "weight": dtype, "child.weight": dtype, "mean": dtype },
          `after model.to("${dtype}"), dtypes in model and in model.child`,
        );
      }
    },
  },
  {
    name: "a device is still a device: everything moves there, integers and truth values, too",
    on: accelerators,
    check(answer, device) {
      const { model: module, weight, child } = model(answer);
      expectWorks(() => module.to(device), `to("${device}")`);
      expectOn(weight, device, `after to("${device}"), model.weight`);
      expectOn(module.steps, device, `after to("${device}"), model.steps, a counter,`);
      expectOn(child.allowed, device, `after to("${device}"), model.child.allowed`);
      expectEqual(
        dtypes([...module.namedParameters(), ...module.namedBuffers()]),
        {
          "weight": "float32",
          "child.scale": "float32",
          "mean": "float32",
          "steps": "int32",
          "child.allowed": "bool",
        },
        `after to("${device}"), all dtypes`,
      );
    },
  },
  {
    name: "a dtype without fractions is refused, in PyTorch's words",
    check(answer) {
      for (const dtype of ["int32", "uint32", "uint8", "bool"]) {
        expectThrows(
          () => model(answer).model.to(dtype),
          TypeError,
          "nn.Module.to only accepts floating point or complex dtypes, " +
            `but got desired dtype=torch.${dtype}`,
          `to("${dtype}")`,
        );
      }
    },
  },
  {
    name: "what is refused changes nothing",
    check(answer) {
      const { model: module, mean } = model(answer);
      try {
        module.to("int32");
      } catch {
        // The sentence before this one is about what is thrown.
      }
      expectEqual(
        dtypes(module.namedParameters()),
        { "weight": "float32", "child.scale": "float32" },
        'after to("int32"), the dtypes of the parameters',
      );
      expectSame(module.mean, mean, 'after to("int32"), model.mean should be as it was');
    },
  },
];
