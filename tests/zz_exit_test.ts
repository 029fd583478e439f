/**
 * The last file of the suite, and it must not use the GPU: Deno 2.9 exits while the thread of the last
 * file is still being torn down, and a GPU in it now and then brings the process down.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { ones, RuntimeError, webgpu } from "../mod.ts";

Deno.test("importing the library asks for no GPU, and using one before init says what to do", () => {
  assertEquals(webgpu.isAvailable(), false);
  const error = assertThrows(() => ones(2).to("webgpu"), RuntimeError, "webgpu is not initialised");
  assertEquals(error.code, "webgpu-not-initialised");
  assertEquals(error.message.includes("await webgpu.init()"), true);
});
