/**
 * Runs a kata's specification as tests, for `deno test katas/<slug>`. The runner does not need this.
 *
 * @module
 */
import { webgpu } from "@hibana/hibana";
import { checksOf, type Sentence } from "./sentence.ts";

const hasGPU = await webgpu.init();

/**
 * Registers a test for every sentence and device.
 *
 * @param specification the sentences
 * @param answer what the file under test exports
 */
export function testKata<Answer>(specification: readonly Sentence<Answer>[], answer: Answer): void {
  for (const { name, device, run } of checksOf(specification)) {
    Deno.test({ name, ignore: device === "webgpu" && !hasGPU, fn: () => run(answer) });
  }
}
