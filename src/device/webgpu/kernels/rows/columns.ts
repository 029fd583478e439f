/**
 * Sums down the columns of [R, C], as the gradients of weights and biases want them. Neighbouring threads read
 * neighbouring columns, four each; where columns are few their rows are shared out over more threads, whose sums
 * are added up by the same kernel. No atomics, so the same input always gives the same sums.
 *
 * @module
 */
import { contiguousStrides } from "../../../../tensor/shape.ts";
import type { View } from "../../../backend.ts";
import { bindView, fitsBinding } from "../../bindings.ts";
import type { Block } from "../../memory.ts";
import type { KernelSource, Queue } from "../../queue.ts";
import { assertLoopBudget } from "../../tuning.ts";
import { foldGroups, mainCode } from "../../wgsl/addressing.ts";
import { fill } from "../temporary.ts";

/** What to add up for each element, in WGSL; `V` is as for a `RowProgram`. */
export interface ColumnProgram {
  /** Names the program: equal names mean equal text. */
  readonly name: string;
  /** Inputs of shape [R, C]. */
  readonly elements: readonly string[];
  /** Inputs of shape [R], float32. */
  readonly rows: readonly string[];
  /** Outputs of shape [C]: what each element adds. */
  readonly sums: Readonly<Record<string, string>>;
}

/** A program's views by their names. Rows of elements may lie any distance apart. */
export interface ColumnJob {
  readonly rows: number;
  readonly columns: number;
  readonly views: Readonly<Record<string, View<Block>>>;
  readonly sums: Readonly<Record<string, View<Block>>>;
}

/** The plain sum. */
export const COLUMN_SUM: ColumnProgram = {
  name: "columnSum",
  elements: ["x"],
  rows: [],
  sums: { total: "x" },
};

/** Rows that one thread adds up at most. */
const PER_THREAD = 1024;
/** Rows that are added up before their sum joins the total: keeps rounding errors small. */
const BLOCK = 32;

/** Records a program. */
export function runColumns(queue: Queue, program: ColumnProgram, job: ColumnJob): void {
  const { rows, columns } = job;
  if (columns === 0) return;
  const outputs = Object.values(job.sums);
  if (rows === 0) return outputs.forEach((output) => fill(queue, 0, output));
  const windows = rowWindows(queue, program, job);
  const wanted = Math.ceil(4 * queue.tuning.rows.threads / columns);
  const counts = windows.map((window) =>
    Math.max(
      Math.ceil(window.rows / PER_THREAD),
      Math.min(wanted, Math.ceil(window.rows / BLOCK)),
    )
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 1) return record(queue, program, windows[0]!, job.sums, 1, 0);
  const blocks = outputs.map(() => queue.memory.scratch(4 * total * columns));
  try {
    const shape = [total, columns];
    const parts = blocks.map((buffer): View<Block> => ({
      buffer,
      dtype: "float32",
      shape,
      strides: contiguousStrides(shape),
      offset: 0,
    }));
    const partial = Object.fromEntries(
      Object.keys(job.sums).map((name, i) => [name, parts[i]!]),
    );
    let part = 0;
    windows.forEach((window, w) => {
      record(queue, program, window, partial, counts[w]!, part);
      part += counts[w]!;
    });
    outputs.forEach((output, i) => {
      const views = { x: parts[i]! };
      runColumns(queue, COLUMN_SUM, { rows: total, columns, views, sums: { total: output } });
    });
  } finally {
    for (const block of blocks) queue.memory.give(block);
  }
}

/** The rows in parts of which a kernel sees each at once. */
function rowWindows(queue: Queue, program: ColumnProgram, job: ColumnJob): ColumnJob[] {
  const { rows } = job;
  if (rows === 1 || Object.values(job.views).every((view) => fitsBinding(queue, view))) {
    return [job];
  }
  const half = Math.ceil(rows / 2);
  return [[0, half] as const, [half, rows] as const].flatMap(([from, to]) => {
    const views = Object.entries(job.views).map(([name, view]) => {
      const shape = view.shape.with(0, to - from);
      return [name, { ...view, shape, offset: view.offset + from * view.strides[0]! }] as const;
    });
    const part = { ...job, rows: to - from, views: Object.fromEntries(views) };
    return rowWindows(queue, program, part);
  });
}

function record(
  queue: Queue,
  program: ColumnProgram,
  { rows, columns, views }: ColumnJob,
  sums: Readonly<Record<string, View<Block>>>,
  chunks: number,
  part: number,
): void {
  const { workgroup } = queue.tuning.rows;
  const outputs = Object.keys(program.sums);
  const wide = [...outputs, ...program.elements];
  const names = [...wide, ...program.rows];
  const windows = names.map((name) => bindView(queue, sums[name] ?? views[name]!));
  const strides = program.elements.map((name) => views[name]!.strides[0]!);
  const vector = columns % 4 === 0 && strides.every((stride) => stride % 4 === 0) &&
    wide.every((_, i) => windows[i]!.offset % 4 === 0);
  const unit = vector ? 4 : 1;
  const each = Math.ceil(rows / chunks);
  assertLoopBudget(program.name, each + Math.ceil(each / BLOCK));
  const width = columns / unit;
  const parameters = [rows, width, chunks, each, part];
  windows.forEach(({ offset }, i) => parameters.push(i < wide.length ? offset / unit : offset));
  parameters.push(...strides.map((stride) => stride / unit));
  queue.dispatch(
    queue.kernel(`${program.name}|${vector}`, () => source(program, vector, workgroup)),
    windows.map(({ binding }) => binding),
    parameters,
    foldGroups(width * chunks, workgroup),
  );
}

function source(program: ColumnProgram, vector: boolean, workgroup: number): KernelSource {
  const sums = Object.entries(program.sums);
  const names = [...Object.keys(program.sums), ...program.elements, ...program.rows];
  const access = names.map((_, i) => i < sums.length ? "w" : "r").join("");
  const buffers = names.map((name, i) =>
    `@group(1) @binding(${i}) var<storage, ${
      i < sums.length ? "read_write" : "read"
    }> b_${name}: array<${program.rows.includes(name) ? "f32" : "V"}>;\n`
  );
  const code = `alias V = ${vector ? "vec4<f32>" : "f32"};
struct Parameters {
  rows: u32, width: u32, chunks: u32, each: u32, part: u32,
  ${names.map((name) => `o_${name}: u32, `).join("")}${
    program.elements.map((name) => `stride_${name}: i32, `).join("")
  }
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers.join("")}
${mainCode(workgroup)}  let chunk = thread / p.width;
  let column = thread - chunk * p.width;
  if (chunk >= p.chunks) { return; }
${sums.map(([name]) => `  var t_${name} = V(0.0);\n`).join("")}  var row = chunk * p.each;
  let end = min(row + p.each, p.rows);
  while (row < end) {
    let stop = min(row + ${BLOCK}u, end);
${sums.map(([name]) => `    var s_${name} = V(0.0);\n`).join("")}    for (; row < stop; row++) {
${
    program.elements.map((name) =>
      `      let ${name} = b_${name}[i32(p.o_${name} + column) + i32(row) * p.stride_${name}];\n`
    ).join("")
  }${program.rows.map((name) => `      let ${name} = b_${name}[p.o_${name} + row];\n`).join("")}${
    sums.map(([name, value]) => `      s_${name} += ${value};\n`).join("")
  }    }
${sums.map(([name]) => `    t_${name} += s_${name};\n`).join("")}  }
${
    sums.map(([name]) =>
      `  b_${name}[p.o_${name} + (p.part + chunk) * p.width + column] = t_${name};\n`
    ).join("")
  }}
`;
  return { label: program.name, access, code };
}
