import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { HARDWARE, SOFTWARE } from "../src/device/webgpu/tuning.ts";
import { applyProfile, tunedFor } from "../src/device/webgpu/tuning_profile.ts";
import { ValueError } from "../src/errors.ts";
import { testInFolder } from "./support/scratch.ts";
import { available } from "./support/webgpu_backend.ts";

const may = (name: "run" | "write") => Deno.permissions.querySync({ name }).state === "granted";
const root = new URL("../", import.meta.url);

/** Runs a program of this repository in a process of its own. */
async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...args],
    cwd: root,
    env: { NODEVICE_SELECT: "1", NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code: output.code, stdout: text(output.stdout), stderr: text(output.stderr) };
}

Deno.test("a tuning profile replaces the constants it names, and leaves the others", async () => {
  const profile = {
    adapter: "this one",
    tuning: {
      elementwiseWorkgroup: 32,
      rows: { lanes: [8, 16] },
      matmul: { tiles: [{ ...SOFTWARE.matmul.tiles[0]!, rows: 2 }] },
    },
  };
  const tuned = applyProfile(JSON.parse(JSON.stringify(profile)), "this one", SOFTWARE);
  assertEquals(tuned, {
    ...SOFTWARE,
    elementwiseWorkgroup: 32,
    rows: { ...SOFTWARE.rows, lanes: [8, 16] },
    matmul: { ...SOFTWARE.matmul, tiles: [{ ...SOFTWARE.matmul.tiles[0]!, rows: 2 }] },
  });
  assertEquals(await tunedFor({ tuning: {} }, "any", HARDWARE), HARDWARE);
  for (const base of [SOFTWARE, HARDWARE]) {
    const { name: _, ...constants } = base;
    assertEquals(applyProfile({ tuning: constants }, "any", base), base);
  }
});

Deno.test("a tuning profile that kernels could not be generated from is refused, with the way out", () => {
  const tile = SOFTWARE.matmul.tiles[0]!;
  const tiles = (changed: Record<string, unknown>) => ({
    matmul: { tiles: [tile, { ...tile, ...changed }] },
  });
  const wrong: [unknown, string][] = [
    [null, 'expected { "adapter"'],
    [{ adapter: "x" }, 'expected { "adapter"'],
    [{ adapter: "another", tuning: {} }, 'measured on "another", but this is "this one"'],
    [{ tuning: { speed: 9 } }, 'tuning has no "speed", only name, elementwiseWorkgroup'],
    [{ tuning: { name: "hardware" } }, "tuning.name cannot be changed"],
    [{ tuning: { elementwiseWorkgroup: "64" } }, 'must be a whole number, not "64"'],
    [{ tuning: { elementwiseWorkgroup: 48 } }, "must be a power of two up to 256, not 48"],
    [{ tuning: { elementwiseWorkgroup: -1 } }, "must be a whole number, not -1"],
    [{ tuning: { reduce: 5 } }, "tuning.reduce must be an object"],
    [{ tuning: { reduce: { perThread: 0 } } }, "tuning.reduce.perThread must be at least 1"],
    [{ tuning: { rows: { lanes: [1] } } }, "tuning.rows.lanes must be two numbers"],
    [{ tuning: { matmul: { tiles: [] } } }, "tuning.matmul.tiles must be a list"],
    [{ tuning: { matmul: { tiles: [{ ...tile, from: 9 }] } } }, "must be for everything"],
    [{ tuning: tiles({ rows: 0 }) }, "tuning.matmul.tiles[1].rows must be 1 to 32, not 0"],
    [{ tuning: tiles({ columns: 6 }) }, "columns must be a multiple of 4"],
    [{ tuning: tiles({ threads: 8, depth: 8 }) }, "threads must form a square"],
    [{ tuning: tiles({ threads: 16, depth: 5 }) }, "depth must be 0, 4, 8, 16 or 32"],
    [{ tuning: tiles({ rows: 16, columns: 16, threads: 256, depth: 16 }) }, "more than 16 KiB"],
  ];
  for (const [profile, words] of wrong) {
    const error = assertThrows(() => applyProfile(profile, "this one", SOFTWARE), ValueError);
    assert(error.message.includes(words), `${error.message} should say ${words}`);
    assertEquals(error.code, "bad-tuning");
    assert(error.message.includes('\nRun "deno task tune"'));
  }
});

testInFolder(
  "a file that is no JSON is refused by its name",
  may("write"),
  async (folder) => {
    const file = `${folder}/tuning.json`;
    await Deno.writeTextFile(file, "{");
    const error = await assertRejects(() => tunedFor(file, "any", SOFTWARE), ValueError);
    assert(error.message.startsWith(`invalid tuning profile: ${file} is not JSON`));
  },
);

testInFolder(
  "what the tuner writes is what later runs load, from the file or by the environment",
  available && may("run") && may("write"),
  async (folder) => {
    const file = `${folder}/tuning.json`;
    const tuner = await run(["-A", "tools/tune.ts", file, "--quick"]);
    assertEquals([tuner.code, tuner.stderr], [0, ""]);
    const { tuning } = JSON.parse(await Deno.readTextFile(file));
    assert(tuning.matmul.tiles.length >= 2);

    const program = `${folder}/program.ts`;
    await Deno.writeTextFile(
      program,
      `import { arange, webgpu } from "${new URL("mod.ts", root).href}";
        const tuning = Deno.args[0];
        try {
          await webgpu.init({ tuning });
          const x = arange(64 * 64).reshape(64, 64).to("webgpu");
          console.log(x.matmul(x).sum().item() > 0);
        } catch (error) {
          console.log(error.name, error.code, await webgpu.init({ tuning: { tuning: {} } }));
        }`,
    );
    const read = `--allow-read=${file}`;
    assertEquals((await run([read, program, file])).stdout, "true");
    // Nothing is read unasked, and a refusal does not spoil the next attempt.
    assertEquals((await run(["--no-prompt", program])).stdout, "true");
    assertEquals((await run(["--no-prompt", program, file])).stdout, "NotCapable undefined true");
    await Deno.writeTextFile(file, `{ "tuning": { "elementwiseWorkgroup": 3 } }`);
    const env = { HIBANA_TUNING: file };
    const bad = await run([read, "--allow-env", program], env);
    assertEquals(bad.stdout, "ValueError bad-tuning true");
    assertEquals((await run(["--no-prompt", read, program], env)).stdout, "true");
  },
);
