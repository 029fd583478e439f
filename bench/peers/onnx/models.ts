import type { Row } from "../../workloads/row.ts";
import { input } from "../job.ts";
import type { Graph } from "./graph.ts";

/** Writes models whose parameters are constants of the graph, as an exporter would. */
export class Writer {
  readonly graph: Graph;
  readonly #row: Row;
  readonly #constants = new Map<string, string>();

  constructor(graph: Graph, row: Row) {
    this.graph = graph;
    this.#row = row;
  }

  /** A parameter, or its transpose: it is part of the model once. */
  #parameter(name: string, turned = false): string {
    let constant = this.#constants.get(name);
    if (constant === undefined) {
      const { data, shape } = input(this.#row, name);
      constant = turned
        ? this.graph.constant(transpose(data, shape[0]!, shape[1]!), shape.toReversed())
        : this.graph.constant(data, shape);
      this.#constants.set(name, constant);
    }
    return constant;
  }

  #node(...args: Parameters<Graph["node"]>): string {
    return this.graph.node(...args);
  }

  #project(name: string, x: string): string {
    const product = this.#node("MatMul", [x, this.#parameter(`${name}.weight`, true)]);
    return this.#node("Add", [product, this.#parameter(`${name}.bias`)]);
  }

  #norm(name: string, x: string): string {
    const inputs = [x, this.#parameter(`${name}.weight`), this.#parameter(`${name}.bias`)];
    return this.#node("LayerNormalization", inputs, { axis: -1, epsilon: { float: 1e-5 } });
  }

  /** Queries, keys and values, [B, H, T, C / H] each. */
  #split(qkv: string, heads: number): string[] {
    const shape = this.graph.integers(0, 0, heads, -1);
    return this.graph.nodes("Split", [qkv], 3, { axis: -1, num_outputs: 3 }).map((part) =>
      this.#node("Transpose", [this.#node("Reshape", [part, shape])], { perm: [0, 2, 1, 3] })
    );
  }

  #attend(q: string, k: string, v: string, size: number, mask?: string): string {
    const keys = this.#node("Transpose", [k], { perm: [0, 1, 3, 2] });
    const product = this.#node("MatMul", [q, keys]);
    let scores = this.#node("Mul", [product, this.graph.scalar(1 / Math.sqrt(size))]);
    if (mask !== undefined) scores = this.#node("Add", [scores, mask]);
    const mixed = this.#node("MatMul", [this.#node("Softmax", [scores], { axis: -1 }), v]);
    const rows = this.#node("Transpose", [mixed], { perm: [0, 2, 1, 3] });
    return this.#node("Reshape", [rows, this.graph.integers(0, 0, -1)]);
  }

  /** What is added to scores: far below 0 where a key comes after the query. */
  #causalMask(tokens: number): string {
    const mask = Float32Array.from(
      { length: tokens * tokens },
      (_, i) => i % tokens > Math.floor(i / tokens) ? -1e9 : 0,
    );
    return this.graph.constant(mask, [tokens, tokens]);
  }

  attention(x: string): string {
    const [, tokens, features] = this.#row.inputs.x!.shape as [number, number, number];
    const heads = this.#row.sizes.heads!;
    const [q, k, v] = this.#split(this.#project("qkv", x), heads);
    const mixed = this.#attend(q!, k!, v!, features / heads, this.#causalMask(tokens));
    return this.#project("proj", mixed);
  }

  /** Adds the outputs itself: logits, and the keys and values of all tokens so far. */
  gpt2(): void {
    const { layers, heads, features, past } = this.#row.sizes as Record<string, number>;
    const { tokens, wpe } = this.#row.inputs;
    const count = tokens!.shape[1]!;
    const index = this.graph.input("tokens", tokens!.shape, "int64");
    const mask = past === 0 ? this.#causalMask(count) : undefined;
    const wte = this.#parameter("wte");
    const { data } = input(this.#row, "wpe");
    const width = wpe!.shape[1]!;
    const positions = data.slice(past! * width, (past! + count) * width);
    let x = this.#node("Add", [
      this.#node("Gather", [wte, index]),
      this.graph.constant(positions, [count, width]),
    ]);
    for (let i = 0; i < layers!; i++) {
      const parts = this.#split(this.#project(`h${i}.qkv`, this.#norm(`h${i}.ln1`, x)), heads!);
      let [q, k, v] = parts as [string, string, string];
      if (past! > 0) {
        k = this.#append(`h${i}.keys`, k);
        v = this.#append(`h${i}.values`, v);
      }
      const mixed = this.#attend(q, k, v, features! / heads!, mask);
      x = this.#node("Add", [x, this.#project(`h${i}.proj`, mixed)]);
      const wide = this.#project(`h${i}.up`, this.#norm(`h${i}.ln2`, x));
      const active = this.#node("Gelu", [wide], { approximate: "tanh" });
      x = this.#node("Add", [x, this.#project(`h${i}.down`, active)]);
    }
    const last = this.#node("Reshape", [
      this.#norm("lnf", x),
      this.graph.integers(-1, features!),
    ]);
    // The one table serves both ends: Gemm takes it transposed.
    this.graph.output(this.#node("Gemm", [last, wte], { transB: 1 }), "logits");
  }

  /** What was kept, fed at each run, with what is new behind it. */
  #append(name: string, fresh: string): string {
    const kept = this.graph.input(name, this.#row.inputs[name]!.shape);
    const all = this.#node("Concat", [kept, fresh], { axis: 2 });
    this.graph.output(all, name);
    return all;
  }
}

function transpose(data: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  }
  return out;
}
