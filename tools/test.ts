/**
 * Runs the test suite: `deno task test [deno test's own arguments]`.
 *
 * The tests on WebGPU need an adapter. Where there is none, a Debian-family machine gets Mesa's
 * software driver if this runs as root; elsewhere those tests are ignored, and counted.
 *
 * - `HIBANA_REQUIRE_GPU=1`: a missing adapter is a failure.
 * - `HIBANA_NO_INSTALL=1`: nothing is installed.
 *
 * @module
 */

import { untilItEnds } from "./attempts.ts";
import { quietGPU } from "./environment.ts";
import {
  canInstallSoftwareVulkan,
  howToGetAdapter,
  installSoftwareVulkan,
} from "./software_vulkan.ts";

const root = new URL("../", import.meta.url);

/** Asks in a process of its own: one that has looked for drivers once does not see a new one. */
async function hasAdapter(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "tests/support/adapter.ts"],
    cwd: root,
    env: quietGPU(),
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

async function ensureAdapter(): Promise<boolean> {
  if (await hasAdapter()) return true;
  if (canInstallSoftwareVulkan() && Deno.env.get("HIBANA_NO_INSTALL") !== "1") {
    console.log("No WebGPU adapter: installing the software Vulkan driver with apt-get.");
    const failure = await installSoftwareVulkan();
    if (failure !== undefined) console.error(`apt-get failed: ${failure}`);
  }
  return await hasAdapter();
}

interface Counts {
  passed: number;
  failed: number;
  ignored: number;
}

/** Reads deno test's closing line, such as `ok | 12 passed (3 steps) | 0 failed | 1 ignored (8ms)`. */
function readCounts(output: string): Counts | undefined {
  const lines = output.split("\n").filter((line) => / \d+ passed .*\| \d+ failed /.test(line));
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const count = (what: string) => Number(last.match(new RegExp(`(\\d+) ${what}`))?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), ignored: count("ignored") };
}

interface Outcome {
  code: number;
  signal: Deno.Signal | null;
  counts: Counts | undefined;
}

async function runTests(args: string[]): Promise<Outcome> {
  // The last file of the whole suite leaves the GPU alone.
  const env = quietGPU({ shaderCache: args.length === 0 });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...args],
    cwd: root,
    env: Deno.stdout.isTerminal() ? { ...env, FORCE_COLOR: "1" } : env,
    stdout: "piped",
  }).spawn();
  const decoder = new TextDecoder();
  let tail = "";
  for await (const chunk of child.stdout) {
    await Deno.stdout.write(chunk);
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4096);
  }
  const { code, signal } = await child.status;
  // deno-lint-ignore no-control-regex -- the escape sequences that colour a terminal
  return { code, signal, counts: readCounts(tail.replaceAll(/\x1b\[[\d;]*m/g, "")) };
}

const adapter = await ensureAdapter();
if (!adapter) {
  if (Deno.env.get("HIBANA_REQUIRE_GPU") === "1") {
    console.error(`No WebGPU adapter, and HIBANA_REQUIRE_GPU=1. To get one: ${howToGetAdapter()}`);
    Deno.exit(1);
  }
  console.log(`No WebGPU adapter: its tests are ignored. To get one: ${howToGetAdapter()}`);
}
const { code, counts } = await untilItEnds(() => runTests(Deno.args));
if (counts !== undefined) {
  const { passed, failed, ignored } = counts;
  const why = ignored > 0 && !adapter ? ` for want of a WebGPU adapter: ${howToGetAdapter()}` : "";
  console.log(`${passed} passed, ${failed} failed, ${ignored} ignored${why}`);
}
Deno.exit(code);
