/**
 * The text of the scan kernels: what the state of each scan is, and how two states of neighbouring
 * chunks become one.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import type { Scan } from "../../backend.ts";
import type { ComputeType } from "../../expression.ts";
import type { KernelSource } from "../queue.ts";
import { mainCode, walkCode, walkFields } from "../wgsl/addressing.ts";
import { type Helper, preludeCode } from "../wgsl/prelude.ts";
import { enableFor, load, PARTIAL, type Snippet, storageType, store } from "../wgsl/types.ts";

/** What the text of a kernel depends on. */
export interface ScanPlan {
  readonly kind: Scan;
  readonly compute: ComputeType;
  /** Whether the inputs are states already: the totals of chunks. */
  readonly ofStates: boolean;
  /** Whether the kernel gives the total of every chunk, or a result for every element. */
  readonly stage: "totals" | "results";
  readonly inputs: readonly DType[];
  readonly outputs: readonly DType[];
  /** Whether chunks are joined with what came before them. */
  readonly joins: boolean;
  readonly rank: number;
  /** Whether neighbouring threads work on neighbouring rows, rather than on chunks of one. */
  readonly acrossRows: boolean;
}

/** Elements that are added up before they join the sum of those before. */
const BLOCK = 8;

/**
 * The components of a scan's state: a value; a value and its position; the largest element and the sum
 * of exponentials of distances from it; or the factor and the summand of a linear function.
 */
export function stateTypes(kind: Scan, compute: ComputeType): DType[] {
  const value = PARTIAL[compute];
  switch (kind) {
    case "sum":
    case "prod":
      return [value];
    case "max":
    case "min":
      return [value, "int32"];
    case "logsumexp":
    case "linear":
      return [value, value];
  }
}

/** WGSL of `join(l, r)`: the state of two neighbouring chunks, the left one first. */
function joinCode(
  { kind, compute }: ScanPlan,
  take: (snippet: Snippet) => string,
): string {
  const nan = (x: string): string =>
    compute === "float" ? take({ text: `is_nan(${x})`, uses: ["is_nan"] }) : "false";
  const exp = (x: string): string => take({ text: `exp_f(${x})`, uses: ["exp_f"] });
  switch (kind) {
    case "sum":
      return "return State(l.a + r.a);";
    case "prod":
      return "return State(l.a * r.a);";
    case "max":
    case "min":
      return `if (${nan("r.a")} || (!${nan("l.a")} && r.a ${kind === "max" ? ">=" : "<="} l.a)) {
    return r;
  }
  return l;`;
    case "logsumexp":
      // Equal peaks may be infinite, and then have no distance.
      return `if (l.a == r.a) { return State(l.a, l.b + r.b); }
  if (l.a > r.a) { return State(l.a, l.b + r.b * ${exp("r.a - l.a")}); }
  return State(r.a, r.b + l.b * ${exp("l.a - r.a")});`;
    case "linear":
      return "return State(l.a * r.a, r.b + r.a * l.b);";
  }
}

/** The names of a state's components. */
const NAMES = ["a", "b"];

/** WGSL of the state that is one element; `of` gives the text of an input's element. */
function stateOf(
  { kind, compute, inputs, ofStates }: ScanPlan,
  of: (i: number) => string,
): Snippet {
  if (ofStates) return { text: inputs.map((_, i) => of(i)).join(", "), uses: [] };
  const x = load(inputs[0]!, compute, of(0));
  switch (kind) {
    case "sum":
    case "prod":
      return x;
    case "max":
    case "min":
      return { text: `${x.text}, i32(first + j)`, uses: x.uses };
    case "logsumexp":
      return { text: `${x.text}, 1.0`, uses: x.uses };
    case "linear": {
      const factor = load(inputs[1]!, compute, of(1));
      return { text: `${factor.text}, ${x.text}`, uses: [...factor.uses, ...x.uses] };
    }
  }
}

/** WGSL of what a state `out` gives to the output with that number. */
function resultOf({ kind, compute, outputs, ofStates }: ScanPlan, o: number): Snippet {
  if (ofStates || o === 1) return { text: `out.${NAMES[o]}`, uses: [] };
  const dtype = outputs[o]!;
  if (kind === "linear") return store(compute, dtype, "out.b");
  if (kind !== "logsumexp") return store(compute, dtype, "out.a");
  const { text, uses } = store(compute, dtype, "(out.a + log_f(out.b))");
  return { text, uses: [...uses, "log_f"] };
}

/** The kernel of a plan. */
export function scanSource(plan: ScanPlan, workgroup: number): KernelSource {
  const { kind, compute, stage, inputs, outputs, joins, rank } = plan;
  const uses = new Set<Helper>();
  const take = (snippet: Snippet): string => {
    for (const helper of snippet.uses) uses.add(helper);
    return snippet.text;
  };
  const components = stateTypes(kind, compute).map((dtype) => storageType(dtype));
  const names = NAMES.slice(0, components.length);
  // The views are the outputs, then the inputs.
  const dtypes = [...outputs, ...inputs];
  const each = (line: (v: number) => string): string => dtypes.map((_, v) => line(v)).join("");
  const input = (i: number): string => `v${outputs.length + i}[at_v${outputs.length + i}]`;

  let [buffers, access] = ["", ""];
  const bind = (name: string, letter: "r" | "w", element: string): void => {
    const mode = letter === "w" ? "read_write" : "read";
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, ${mode}> ${name}: array<${element}>;\n`;
    access += letter;
  };
  const bindStates = (letter: "r" | "w"): void =>
    components.forEach((component, c) => bind(`state_${names[c]}`, letter, component));
  if (stage === "totals") bindStates("w");
  dtypes.forEach((dtype, v) => bind(`v${v}`, v < outputs.length ? "w" : "r", storageType(dtype)));
  if (joins) bindStates("r");

  const place = plan.acrossRows
    ? "  let chunk = thread / p.rows;\n  let row = thread - chunk * p.rows;\n"
    : "  let row = thread / p.here;\n  let chunk = thread - row * p.here;\n";
  const earlier = names.map((name) => `state_${name}[max(place, 1u) - 1u]`).join(", ");
  const before = joins
    ? `  let follows = p.first + chunk > 0u;\n  let before = State(${earlier});\n`
    : "";
  const element = take(stateOf(plan, input));
  // Sums of a few elements join the others: that keeps rounding errors small. 0 changes no sum.
  const grow = kind === "sum"
    ? `    if (j % ${BLOCK}u == 0u) {
      whole_blocks = join(whole_blocks, block);
      block = x;
    } else {
      block = join(block, x);
    }
    so_far = join(whole_blocks, block);
`
    : "    if (j == 0u) { so_far = x; } else { so_far = join(so_far, x); }\n";
  const writes = outputs.map((_, o) => `    v${o}[at_v${o}] = ${take(resultOf(plan, o))};\n`);
  const results = `    var out = so_far;\n${
    joins ? "    if (follows) { out = join(before, so_far); }\n" : ""
  }${writes.join("")}`;
  const totals = names.map((name) => `  state_${name}[place] = so_far.${name};\n`).join("");
  const joined = joinCode(plan, take);
  const code = `${enableFor(dtypes)}
struct Parameters {
  rows: u32, here: u32, first: u32, chunks: u32, length: u32, per_thread: u32,
  ${each((v) => `o${v}: i32, s${v}: i32, `)}${walkFields("w", rank, dtypes.length)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers}struct State { ${names.map((name, c) => `${name}: ${components[c]}`).join(", ")} }
${preludeCode(uses)}fn join(l: State, r: State) -> State {
  ${joined}
}
${mainCode(workgroup)}  if (thread >= p.rows * p.here) { return; }
${place}${each((v) => `  var at_v${v} = p.o${v} + i32(chunk * p.per_thread) * p.s${v};\n`)}${
    walkCode("w", rank, "row", dtypes.map((_, v) => `at_v${v}`))
  }  let place = row * p.chunks + p.first + chunk;
  let first = (p.first + chunk) * p.per_thread;
  let count = min(p.length - chunk * p.per_thread, p.per_thread);
${before}  var so_far = State();
  var block = State();
  var whole_blocks = State();
  for (var j = 0u; j < count; j++) {
    let x = State(${element});
${grow}${stage === "results" ? results : ""}${each((v) => `    at_v${v} += p.s${v};\n`)}  }
${stage === "totals" ? totals : ""}}
`;
  return { label: `scan ${kind}`, access, code };
}
