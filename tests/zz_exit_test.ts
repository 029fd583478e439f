/**
 * The last file of the suite: it does not use the GPU, and takes a second. Software GPU drivers work in
 * threads of their own; where the process ends while those of the file before are still being torn down,
 * or Mesa's is writing its shader cache, they now and then bring it down. `deno task test` also runs
 * again what was brought down, and turns that cache off for single files; plain `deno test` can do neither.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { ones, RuntimeError, webgpu } from "../mod.ts";

Deno.test("importing the library asks for no GPU, and using one before init says what to do", async () => {
  assertEquals(webgpu.isAvailable(), false);
  const error = assertThrows(() => ones(2).to("webgpu"), RuntimeError, "webgpu is not initialised");
  assertEquals(error.code, "webgpu-not-initialised");
  assertEquals(error.message.includes("await webgpu.init()"), true);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assertEquals(webgpu.isAvailable(), false);
});
