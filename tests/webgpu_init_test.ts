import { assert, assertEquals } from "@std/assert";
import { available } from "./support/webgpu_backend.ts";

/** Starting other processes takes a permission that plain `deno test` does not give. */
const ignore = Deno.permissions.querySync({ name: "run" }).state !== "granted";

/** Runs a script in a process of its own; `webgpu` and `device` are there. */
async function run(
  script: string,
  env: Record<string, string> = {},
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const modules = new URL("../src/device/", import.meta.url).href;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NODEVICE_SELECT: "1", NO_COLOR: "1", ...env },
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`
    import * as webgpu from "${modules}webgpu/mod.ts";
    import { device } from "${modules}registry.ts";
    const attempt = (f) => { try { return f(); } catch (e) { return e.code + ": " + e.message; } };
    ${script}
  `));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, lines: decoder.decode(stdout).trim().split("\n"), stderr: decoder.decode(stderr) };
}

Deno.test({
  name: "webgpu before init says what to call",
  ignore,
  async fn() {
    const { code, lines, stderr } = await run(`
      console.log(webgpu.isAvailable(), webgpu.adapter());
      console.log(attempt(() => device("webgpu").backend));
    `);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(lines[0], "false undefined");
    assertEquals(lines[1], "webgpu-not-initialised: webgpu is not initialised");
    assert(lines[2]!.startsWith('Call "await webgpu.init()" once'));
  },
});

Deno.test({
  name: "webgpu without an adapter is false, quietly, and says how to get one",
  ignore,
  async fn() {
    const { code, lines, stderr } = await run(
      `
      console.log(await webgpu.init(), await webgpu.init(), webgpu.isAvailable(), webgpu.adapter());
      console.log(attempt(() => device("webgpu").backend));
    `,
      { VK_ICD_FILENAMES: "/nowhere", VK_DRIVER_FILES: "/nowhere", DENO_WEBGPU_BACKEND: "vulkan" },
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(lines[0], "false false false undefined");
    assertEquals(lines[1], "webgpu-no-adapter: webgpu found no adapter on this machine");
    assert(lines[2]!.includes("apt-get install mesa-vulkan-drivers"));
  },
});

Deno.test({
  name: "webgpu asks for the adapter once, computes, and lets the process end by itself",
  ignore: ignore || !available,
  async fn() {
    const { code, lines, stderr } = await run(`
      let requests = 0;
      const request = navigator.gpu.requestAdapter;
      navigator.gpu.requestAdapter = function (...args) {
        requests++;
        return request.apply(this, args);
      };
      console.log(await Promise.all([webgpu.init(), webgpu.init()]), await webgpu.init(), requests);
      const backend = device("webgpu").backend;
      const block = backend.allocate("float32", 2);
      backend.write(block, "float32", Float32Array.of(3, 4));
      console.log(backend.read(block, "float32", 0, 2), webgpu.isAvailable());
    `);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(lines, ["[ true, true ] true 1", "Float32Array(2) [ 3, 4 ] true"]);
  },
});

Deno.test({
  name: "webgpu can be initialised again after its device was lost",
  ignore: ignore || !available,
  async fn() {
    const { code, lines, stderr } = await run(`
      const request = GPUAdapter.prototype.requestDevice;
      const opened = [];
      GPUAdapter.prototype.requestDevice = async function (...args) {
        opened.push(await request.apply(this, args));
        return opened.at(-1);
      };
      await webgpu.init();
      const first = device("webgpu").backend;
      const block = first.allocate("float32", 2);
      opened[0].destroy();
      await opened[0].lost;
      console.log(webgpu.isAvailable(), device("webgpu").backend === first);
      console.log(attempt(() => device("webgpu").backend.allocate("float32", 2)).split("\\n")[0]);
      console.log(await webgpu.init(), webgpu.isAvailable(), opened.length);
      const second = device("webgpu").backend;
      second.release(block);
      second.write(second.allocate("float32", 2), "float32", Float32Array.of(1, 2));
      console.log(second !== first, attempt(() => second.read(block, "float32", 0, 2)).split(":")[0]);
    `);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(lines[0], "false true");
    assert(lines[1]!.startsWith("webgpu-lost: webgpu device was lost"));
    assertEquals(lines.slice(2), ["true true 2", "true webgpu-lost"]);
  },
});
