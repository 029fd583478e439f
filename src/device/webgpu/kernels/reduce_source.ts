/**
 * The text of the reduction kernels.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import type { Reduction } from "../../backend.ts";
import type { ComputeType } from "../../expression.ts";
import type { KernelSource } from "../queue.ts";
import { mainCode, walkCode, walkFields } from "../wgsl/addressing.ts";
import { type Helper, preludeCode } from "../wgsl/prelude.ts";
import {
  COMPUTE,
  enableFor,
  load,
  loadTruth,
  type Snippet,
  storageType,
  store,
  storeTruth,
} from "../wgsl/types.ts";

/** What all stages of a reduction share. */
export interface ReduceJob {
  readonly reduction: Reduction;
  readonly compute: ComputeType;
}

/** What the text of a kernel depends on. */
export interface ReducePlan extends ReduceJob {
  readonly input: DType;
  readonly output: DType;
  readonly outerRank: number;
  readonly innerRank: number;
  /** Whether neighbouring threads work on neighbouring results, rather than on chunks of one. */
  readonly acrossResults: boolean;
  /** Whether positions come along with the values, and whether they are handed on with them. */
  readonly positionsIn: boolean;
  readonly positionsOut: boolean;
}

/** The kernel of a plan. */
export function reduceSource(plan: ReducePlan, workgroup: number): KernelSource {
  const { reduction, compute, input, output, outerRank, innerRank } = plan;
  const uses = new Set<Helper>();
  const take = (snippet: Snippet): string => {
    for (const helper of snippet.uses) uses.add(helper);
    return snippet.text;
  };
  const logical = reduction === "any" || reduction === "all";
  const element = take(logical ? loadTruth(input, "b1[at]") : load(input, compute, "b1[at]"));
  const arg = reduction === "argmax" || reduction === "argmin";
  const type = logical ? "bool" : COMPUTE[compute];
  const main = arg || reduction === "max" || reduction === "min"
    ? orderedCode(plan, take)
    : foldCode(reduction, type);
  let result: string;
  if (arg && !plan.positionsOut) result = take(store("int", output, "position"));
  else if (logical) result = take(storeTruth(output, "total"));
  else result = take(store(compute, output, "total"));
  const positions = plan.positionsOut ? "  positions_out[to] = position;\n" : "";
  const place = plan.acrossResults
    ? "  let chunk = thread / p.results;\n  let result = thread - chunk * p.results;\n"
    : "  let result = thread / p.chunks;\n  let chunk = thread - result * p.chunks;\n";
  let access = "wr";
  let buffers = `@group(1) @binding(0) var<storage, read_write> b0: array<${storageType(output)}>;
@group(1) @binding(1) var<storage, read> b1: array<${storageType(input)}>;
`;
  if (plan.positionsOut) {
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, read_write> positions_out: array<i32>;\n`;
    access += "w";
  }
  if (plan.positionsIn) {
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, read> positions_in: array<i32>;\n`;
    access += "r";
  }
  const code = `${enableFor([input, output])}
struct Parameters {
  results: u32, chunks: u32, length: u32, o0: i32, o1: i32,
  ${walkFields("o", outerRank, 2)}${walkFields("i", innerRank, 1)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers}${preludeCode(uses)}
fn find(base: i32, index: u32) -> i32 {
  var at = base;
${walkCode("i", innerRank, "index", ["at"])}  return at;
}
fn element(base: i32, index: u32) -> ${type} {
  let at = find(base, index);
  return ${element};
}
${mainCode(workgroup)}  if (thread >= p.results * p.chunks) { return; }
${place}  var to = p.o0 + i32(chunk);
  var base = p.o1;
${walkCode("o", outerRank, "result", ["base", "to"])}${main}  b0[to] = ${result};
${positions}}
`;
  return { label: reduction, access, code };
}

/** Elements that an inner loop folds before its result joins the total: four at a time, eight times. */
const BLOCK = 8;

/** A loop for operations whose order does not matter, but for rounding. */
function foldCode(reduction: Reduction, type: string): string {
  const symbol = { sum: "+", prod: "*", any: "||", all: "&&" }[reduction as "sum"];
  const start = reduction === "all" || reduction === "any"
    ? String(reduction === "all")
    : `${type}(${reduction === "prod" ? 1 : 0})`;
  const at = (k: number): string => `element(base, j + ${k}u * p.chunks)`;
  return `  var j = chunk;
  var total = ${start};
  while (j + 3u * p.chunks < p.length) {
    var block = ${start};
    for (var k = 0u; k < ${BLOCK}u && j + 3u * p.chunks < p.length; k++) {
      block = block ${symbol} ((${at(0)} ${symbol} ${at(1)}) ${symbol} (${at(2)} ${symbol} ${
    at(3)
  }));
      j += 4u * p.chunks;
    }
    total = total ${symbol} block;
  }
  while (j < p.length) {
    total = total ${symbol} element(base, j);
    j += p.chunks;
  }
`;
}

/** A loop that keeps the best element: NaN before everything, then the first among equals. */
function orderedCode(plan: ReducePlan, take: (snippet: Snippet) => string): string {
  const symbol = plan.reduction === "max" || plan.reduction === "argmax" ? ">" : "<";
  const nan = (x: string): string =>
    plan.compute === "float" ? take({ text: `is_nan(${x})`, uses: ["is_nan"] }) : "false";
  const position = plan.positionsIn ? "positions_in[find(base, j)]" : "i32(j)";
  return `  var total = element(base, chunk);
  var lost = ${nan("total")};
  var j = chunk;
  var position = ${position};
  j += p.chunks;
  while (j < p.length) {
    let x = element(base, j);
    let other = ${position};
    let wild = ${nan("x")};
    let tie = (wild && lost) || (!wild && !lost && x == total);
    if ((wild && !lost) || (!lost && x ${symbol} total) || (tie && other < position)) {
      total = x;
      position = other;
      lost = wild;
    }
    j += p.chunks;
  }
`;
}
