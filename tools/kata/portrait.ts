/**
 * Builds causal attention on a Module, moves it, and prints as a line of JSON where its tensors were and
 * where they are: `portrait.ts MODULE-URL`.
 *
 * @module
 */
import { manualSeed, ones, type Tensor, triu, webgpu } from "@hibana/hibana";
import { layersFor } from "../../katas/support/layers.ts";
import { MARK } from "./protocol.ts";

/** A tensor of the model's. */
export interface Resident {
  readonly name: string;
  readonly kind: "parameter" | "buffer";
  readonly shape: readonly number[];
  /** Its device before the move. */
  readonly before: string;
  /** Its device after the move. */
  readonly after: string;
}

/** The device map of a model. */
export interface Portrait {
  /** Where the model was moved. */
  readonly target: string;
  readonly residents: readonly Resident[];
}

type Answer = typeof import("../../katas/module-to/solution.ts");

function draw(Module: Answer["Module"], target: string): Portrait {
  manualSeed(123);
  const { Linear } = layersFor(Module);
  class CausalAttention extends Module {
    constructor(dIn: number, dOut: number, contextLength: number) {
      super();
      for (const name of ["W_query", "W_key", "W_value"]) {
        this.registerModule(name, new Linear(dIn, dOut, { bias: false }));
      }
      this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
    }
  }
  const model = new CausalAttention(3, 2, 6);
  const before = tensorsOf(model);
  model.to(target);
  const after = new Map(tensorsOf(model).map(({ name, tensor }) => [name, tensor.device]));
  const residents = before.map(({ name, kind, device, tensor }): Resident => ({
    name,
    kind,
    shape: tensor.shape,
    before: device,
    after: String(after.get(name) ?? "lost"),
  }));
  return { target, residents };
}

function tensorsOf(model: InstanceType<Answer["Module"]>) {
  const entry = (kind: Resident["kind"]) => ([name, tensor]: [string, Tensor]) => ({
    name,
    kind,
    tensor,
    // A parameter stays the same object when it moves: its device now is read now.
    device: String(tensor.device),
  });
  return [
    ...model.namedParameters().map(entry("parameter")),
    ...model.namedBuffers().map(entry("buffer")),
  ];
}

if (import.meta.main) {
  const { Module } = await import(Deno.args[0]!) as Answer;
  const portrait = draw(Module, await webgpu.init() ? "webgpu" : "sim");
  console.log(`\n${MARK}${JSON.stringify(portrait)}`);
  Deno.exit(0);
}
