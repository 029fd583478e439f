/**
 * Compiles the CPU's kernels, src/device/cpu/wasm/*.ts, which are AssemblyScript, to one WebAssembly module,
 * and writes it as text into src/device/cpu/wasm_module.ts. `--check` compares instead of writing.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";

const root = new URL("../", import.meta.url);
const folder = "src/device/cpu/wasm/";
const target = new URL("src/device/cpu/wasm_module.ts", root);

// Level 3, or repeating until nothing changes, would nest what tiles do one by one until registers overflow: 32
// GFLOP/s instead of 51.
const FLAGS = [
  "--runtime=stub",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
  "--enable=simd",
  "--enable=relaxed-simd",
  "--enable=threads",
  "--noAssert",
  "--optimizeLevel=2",
  "--shrinkLevel=0",
];

/** The module's bytes. */
async function compile(sources: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  let output: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main([...sources, "--outFile=kernels.wasm", ...FLAGS], {
    readFile: (name) => {
      try {
        return Deno.readTextFileSync(new URL(name, root));
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm")) output = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  if (error !== null || output === undefined) {
    throw new Error(`AssemblyScript says:\n${stderr.toString()}${error?.message ?? ""}`);
  }
  return output;
}

/** A line for each exported function: what TypeScript needs to know of it, with its comment. */
function signatures(source: string): string[] {
  const exported = /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport function (\w+)\(([^)]*)\):\s*(\w+)/g;
  const count = source.match(/^export function/gm)?.length ?? 0;
  const found = [...source.matchAll(exported)].map(([, comment, name, parameters, result]) => {
    const names = parameters!.split(",").map((text) => text.trim()).filter((text) => text !== "")
      .map((text) => `${text.split(":")[0]!.trim()}: number`);
    const words = comment!.replaceAll(/\s*\n\s*\*\s?/g, "\n   * ").trim();
    const doc = words.includes("\n")
      ? `/**\n   * ${words.replace(/^\* /, "")}\n   */`
      : `/** ${words} */`;
    return `  ${doc}\n  ${name}(${names.join(", ")}): ${result === "void" ? "void" : "number"};`;
  });
  if (found.length !== count) throw new Error("Every exported function needs a comment above it.");
  return found;
}

/** The text of the module that carries the kernels. */
function moduleText(sources: readonly string[], wasm: Uint8Array<ArrayBuffer>): string {
  return `/**
 * The CPU's kernels, compiled by \`deno task kernels\` from the AssemblyScript in wasm/: edit those.
 *
 * @module
 */

/** What the kernels export. Addresses are bytes in the heap. */
export interface Kernels {
${sources.flatMap(signatures).join("\n")}
}

/** The WebAssembly module in base64. */
export const MODULE =
  "${wasm.toBase64()}";
`;
}

/** As deno fmt would write it. */
async function formatted(text: string): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--config", new URL("deno.json", root).pathname, "--ext", "ts", "-"],
    stdin: "piped",
    stdout: "piped",
  });
  const process = command.spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new TextDecoder().decode((await process.output()).stdout);
}

const names = [...Deno.readDirSync(new URL(folder, root))]
  .filter(({ name }) => name.endsWith(".ts"))
  .map(({ name }) => `${folder}${name}`)
  .sort();
const wasm = await compile(names);
const text = await formatted(
  moduleText(names.map((name) => Deno.readTextFileSync(new URL(name, root))), wasm),
);
if (!Deno.args.includes("--check")) {
  Deno.writeTextFileSync(target, text);
  console.log(`${names.length} sources, ${wasm.length} bytes`);
} else if (Deno.readTextFileSync(target) !== text) {
  console.error("src/device/cpu/wasm_module.ts is not what its sources give: deno task kernels");
  Deno.exit(1);
}
