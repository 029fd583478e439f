import type { PeerSpec } from "../peers/registry.ts";
import { measureLimits } from "./limits.ts";
import { align } from "./report.ts";
import { emptyProcess } from "./startup.ts";

/** What the machine can do, as a paragraph and a list: nobody is faster than that. */
export async function describeMachine(): Promise<string> {
  const { flops, bandwidth } = await measureLimits();
  const start = await emptyProcess(5);
  const cores = navigator.hardwareConcurrency;
  const adapter = await navigator.gpu?.requestAdapter();
  return `The machine: ${processor()}, ${cores} cores; ${adapter?.info.description ?? "no WebGPU"}.

${
    align([
      ["its limits", "one thread", `${cores} threads`],
      [
        "multiply-adds in WebAssembly (relaxed SIMD, 128 bits), GFLOP/s",
        ...flops.map((rate) => rate.toFixed(0)),
      ],
      ["reading memory in WebAssembly, GB/s", ...bandwidth.map((rate) => rate.toFixed(0))],
      ["start of a Deno process that does nothing, ms", start.toFixed(0), ""],
    ])
  }`;
}

function processor(): string {
  try {
    return /model name\s*: (.*)/.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? "unknown";
  } catch {
    return Deno.build.arch;
  }
}

/** Who took part, at which version. */
export function describeVersions(
  peers: readonly PeerSpec[],
  versions: ReadonlyMap<string, string>,
): string {
  const known = new Map<string, string>();
  for (const { id } of peers) {
    const name = id.split("-")[0]!;
    const version = versions.get(id);
    if (version !== undefined && name !== "hibana") known.set(NAMES[name] ?? name, version);
  }
  const list = [...known].map(([name, version]) => `${name} ${version}`);
  return `Deno ${Deno.version.deno}; ${list.join(", ")}.`;
}

const NAMES: Readonly<Record<string, string>> = {
  torch: "PyTorch",
  onnx: "onnxruntime-web",
  jax: "@jax-js/jax",
  tfjs: "@tensorflow/tfjs",
};
