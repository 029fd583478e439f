/**
 * Checks everything but the test suite, and stops at the first step that fails. `deno task ok` runs
 * the suite and then this, as CI does.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import { untilItEnds } from "./attempts.ts";
import { quietGPU } from "./environment.ts";

const root = new URL("../", import.meta.url);

interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs deno in the root and keeps what it prints. Nobody answers a prompt for a permission. */
async function deno(...args: string[]): Promise<Output> {
  // Shaders that the suite has compiled serve its run without permissions.
  const shaderCache = args.join() === "test";
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { ...quietGPU({ shaderCache }), NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await untilItEnds(() => command.output());
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A step that is done when `deno ...args` ends well. */
function succeeds(...args: string[]): () => Promise<string | undefined> {
  return async () => {
    const { code, stdout, stderr } = await deno(...args);
    return code === 0 ? undefined : stdout + stderr;
  };
}

/** All that is exported is documented, and mod.ts speaks of no type that it does not export itself. */
async function documentation(): Promise<string | undefined> {
  return await succeeds("doc", "--lint", "mod.ts")() ??
    await succeeds("doc", "--lint", ...Object.values(config.exports))();
}

/** The demo runs, and writes nothing to stderr. */
async function demo(): Promise<string | undefined> {
  const { code, stdout, stderr } = await deno("task", "--quiet", "demo");
  return code === 0 && stderr === "" ? undefined : stdout + stderr;
}

/** All that is checked: not dojo/, where learners write. */
const sources = ["mod.ts", "bench/", "examples/", "katas/", "src/", "tests/", "tools/"];

/** The katas fail, pass and catch wrong answers as they should; says how many. */
async function katas(): Promise<string | undefined> {
  const { code, stdout, stderr } = await deno("task", "--quiet", "kata", "verify");
  if (code !== 0) return stdout + stderr;
  console.log(`   ${stdout.trimEnd().split("\n").at(-1)}`);
}

/** Each step answers with what went wrong, if anything. */
const steps: Record<string, () => Promise<string | undefined>> = {
  "format": succeeds("fmt", "--check"),
  "lint": succeeds("lint"),
  "types": succeeds("check", "--frozen", ...sources),
  "public documentation": documentation,
  "examples in the documentation": succeeds("test", "--doc", "README.md", "mod.ts", "src/"),
  "compiled kernels": succeeds("task", "--quiet", "kernels", "--check"),
  "package": succeeds("publish", "--dry-run", "--allow-dirty"),
  "tests without any permission": succeeds("test"),
  "page on compatibility": succeeds("task", "--quiet", "compatibility", "--check"),
  "demo": demo,
  "katas": katas,
};

for (const [name, step] of Object.entries(steps)) {
  console.log(`== ${name}`);
  const start = performance.now();
  const failure = await step();
  if (failure !== undefined) {
    console.error(`${failure.trimEnd()}\nFAILED: ${name}`);
    Deno.exit(1);
  }
  console.log(`   ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
