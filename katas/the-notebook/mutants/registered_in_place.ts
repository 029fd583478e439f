import { manualSeed, noGrad } from "@hibana/hibana";
import { notebookBatch, type Print } from "../../support/notebook.ts";
import { CausalAttentionWithoutBuffers } from "../solution.ts";

export { CausalAttentionWithBuffer, CausalAttentionWithoutBuffers } from "../solution.ts";

/**
 * You registered the mask in the first module, instead of making the second one. It moves from then on, but its
 * weights are those of the first: cell 9 is a class of its own, whose constructor does it right.
 */
export function notebook(accelerator: string, print: Print): void {
  const devices = (model: CausalAttentionWithoutBuffers) =>
    `W_query.device: ${model.W_query.weight.device}\nmask.device: ${model.mask.device}`;

  manualSeed(123);
  let batch = notebookBatch();
  const run = (model: CausalAttentionWithoutBuffers) => String(noGrad(() => model.forward(batch)));

  const without = new CausalAttentionWithoutBuffers(3, 2, 6, 0);
  print(2, run(without));

  batch = batch.to(accelerator);
  without.to(accelerator);
  try {
    run(without);
  } catch (error) {
    print(4, String(error));
  }
  print(5, devices(without));
  print(6, without.mask.constructor.name);

  without.mask = without.mask.to(accelerator);
  print(7, `mask.device: ${without.mask.device}`);
  print(8, run(without));

  const mask = without.mask;
  Reflect.deleteProperty(without, "mask");
  without.registerBuffer("mask", mask);
  const withBuffer = without;
  withBuffer.to(accelerator);
  print(10, devices(withBuffer));
  print(11, run(withBuffer));
}
