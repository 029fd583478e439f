/**
 * The last file of the suite, and it must not use the GPU: where the process ends right after a file that
 * does, Mesa's thread that writes the shader cache may still be at work, and brings the process down.
 * `deno task test` turns that cache off; plain `deno test` cannot.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { ones, RuntimeError, webgpu } from "../mod.ts";

Deno.test("importing the library asks for no GPU, and using one before init says what to do", () => {
  assertEquals(webgpu.isAvailable(), false);
  const error = assertThrows(() => ones(2).to("webgpu"), RuntimeError, "webgpu is not initialised");
  assertEquals(error.code, "webgpu-not-initialised");
  assertEquals(error.message.includes("await webgpu.init()"), true);
});
