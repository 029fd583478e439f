/**
 * Compares layers with PyTorch's, as tests/oracle/support/layers.py records them: what they print, draw,
 * compute and refuse, and the state that this leaves.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { manualSeed, nn, type Tensor } from "@hibana/hibana";
import type { Argument } from "./calls.ts";
import { difference } from "./closeness.ts";
import { DEVICES, hasGPU } from "./devices.ts";
import { EXACT } from "./oracle.ts";
import { build, readTensor } from "./operand.ts";

/** A state dict on paper. */
type State = Readonly<Record<string, string>>;

/** A layer on paper; what comes after an error is missing. */
export interface LayerCase {
  readonly layer: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly prints?: string;
  readonly drawn?: State;
  readonly given?: State;
  readonly training?: boolean;
  readonly inputs?: readonly (readonly string[])[];
  readonly results?: readonly (readonly string[])[];
  readonly after?: State;
  readonly error?: string;
}

/** Calls a layer; it gives a tensor, or several of which some may be null. */
export type Forward = (
  module: nn.Module,
  inputs: Argument[],
) => Tensor | readonly (Tensor | null)[];

const callDirectly: Forward = (module, inputs) =>
  (module as unknown as { forward(...x: Argument[]): Tensor }).forward(...inputs);

/**
 * Registers a test for every layer of a fixture on every device.
 *
 * @param cases the fixture
 * @param forward how its layers are called, where it is not by their inputs in order
 */
export function testLayers(cases: readonly LayerCase[], forward: Forward = callDirectly): void {
  for (const [name, asked] of Map.groupBy(cases, ({ layer }) => layer)) {
    for (const device of [...DEVICES, "meta"]) {
      Deno.test({
        name: `nn.${name} is PyTorch's on ${device} in ${asked.length} cases`,
        ignore: device === "webgpu" && !hasGPU,
        fn() {
          const wrong = asked.flatMap((question) => {
            if (device === "webgpu" && JSON.stringify(question).includes("float64")) return [];
            const { layer, args, options } = question;
            const complaint = judge(question, device, forward);
            const call = `${layer} ${JSON.stringify(args)} ${JSON.stringify(options)}`;
            return complaint === undefined ? [] : [`${call} ${complaint}`];
          });
          assert(wrong.length === 0, `${wrong.length} wrong:\n${wrong.slice(0, 20).join("\n")}`);
        },
      });
    }
  }
}

/** What is wrong with a layer; undefined where nothing is. */
function judge(question: LayerCase, device: string, forward: Forward): string | undefined {
  let results: (Tensor | null)[][] = [];
  let module: nn.Module;
  try {
    module = make(question);
    const complaint = judgeState(module, question.drawn ?? {}, "cpu", true);
    if (complaint !== undefined) return `as it is drawn: ${complaint}`;
    if (question.given !== undefined) module.loadStateDict(stateOf(question.given));
    module.to(device).train(question.training ?? true);
    results = (question.inputs ?? []).map((texts) => {
      manualSeed(123);
      return [forward(module, texts.map((text) => read(text, device)))].flat();
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const words = `${error.name} ${error.message.split("\n")[0]}`;
    return words === question.error ? undefined : `throws ${error.stack}`;
  }
  if (question.error !== undefined) return `throws nothing, but PyTorch ${question.error}`;
  if (String(module) !== question.prints) return `prints ${module} instead of ${question.prints}`;
  for (const [call, wanted] of question.results!.entries()) {
    const got = results[call]!.filter((x) => x !== null);
    assertEquals(got.length, wanted.length, "the number of results");
    for (const [i, text] of wanted.entries()) {
      const complaint = difference(got[i]!, readTensor(text)!);
      if (complaint !== undefined) return `call ${call}, result ${i} ${complaint}`;
    }
  }
  const complaint = judgeState(module, question.after!, device, false);
  return complaint === undefined ? undefined : `afterwards: ${complaint}`;
}

function make({ layer, args, options }: LayerCase): nn.Module {
  const Layer = (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[layer];
  if (Layer === undefined) throw new TypeError(`there is no nn.${layer}`);
  manualSeed(123);
  return new Layer(...args, ...Object.keys(options).length === 0 ? [] : [options]);
}

function stateOf(state: State): Map<string, Tensor> {
  return new Map(
    Object.entries(state).map(([name, text]) => [name, build(readTensor(text)!, "cpu")]),
  );
}

function judgeState(
  module: nn.Module,
  state: State,
  device: string,
  exactly: boolean,
): string | undefined {
  const own = module.stateDict();
  assertEquals([...own.keys()], Object.keys(state));
  for (const [name, text] of Object.entries(state)) {
    const x = own.get(name)!;
    if (x.device.type !== device) return `${name} is on ${x.device}`;
    const written = readTensor(text)!;
    const complaint = difference(x, written, exactly ? EXACT : undefined);
    if (complaint !== undefined) return `${name} ${complaint}`;
  }
}

function read(text: string, device: string): Argument {
  const x = readTensor(text);
  return x === undefined ? JSON.parse(text) as Argument : build(x, device);
}
