import { manualSeed, noGrad } from "@hibana/hibana";
import { notebookBatch, type Print } from "../../support/notebook.ts";
import { CausalAttentionWithBuffer, CausalAttentionWithoutBuffers } from "../solution.ts";

export { CausalAttentionWithBuffer, CausalAttentionWithoutBuffers } from "../solution.ts";

/**
 * You moved the mask, and let go of what you got. A tensor's to() gives a new tensor; the module's attribute is
 * still the old one, until you assign.
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

  const moved = without.mask.to(accelerator);
  print(7, `mask.device: ${moved.device}`);
  print(8, run(without));

  const withBuffer = new CausalAttentionWithBuffer(3, 2, 6, 0);
  withBuffer.to(accelerator);
  print(10, devices(withBuffer));
  print(11, run(withBuffer));
}
