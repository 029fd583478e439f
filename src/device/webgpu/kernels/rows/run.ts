/**
 * Recording of row programs: which of their kernels, over how many threads, and in how many parts where a
 * kernel cannot see everything at once.
 *
 * @module
 */
import { contiguousStrides } from "../../../../tensor/shape.ts";
import type { View } from "../../../backend.ts";
import { type Binding, bindView, fitsBinding, type Window } from "../../bindings.ts";
import type { Block } from "../../memory.ts";
import type { Queue } from "../../queue.ts";
import { assertLoopBudget, type Tuning } from "../../tuning.ts";
import { foldGroups } from "../../wgsl/addressing.ts";
import { bitsOf } from "../expression.ts";
import { withCopy } from "../temporary.ts";
import { bindingNames, type RowPlan, type RowProgram, rowSource } from "./program.ts";

/** A program's views and numbers by their names, and the shape that it works on. */
export interface RowJob {
  readonly rows: number;
  readonly columns: number;
  readonly views: Readonly<Record<string, View<Block>>>;
  readonly numbers?: Readonly<Record<string, number>>;
}

/** Records a program. */
export function runRows(queue: Queue, program: RowProgram, job: RowJob): void {
  const { rows, columns, views } = job;
  if (rows === 0 || columns === 0) return;
  const written = ["output", ...Object.keys(program.results ?? {})];
  const outputs = new Set(written.map((name) => views[name]?.buffer));
  for (const [name, view] of Object.entries(views)) {
    // A buffer may not be bound for reading and for writing at once.
    if (written.includes(name) || !outputs.has(view.buffer)) continue;
    return withCopy(queue, view, (copy) => {
      runRows(queue, program, { ...job, views: { ...views, [name]: copy } });
    });
  }
  const large = Object.values(views).some((view) => !fitsBinding(queue, view));
  if (!large) return runWindows(queue, program, job, [{ first: 0, job }]);
  if (rows === 1) return runWindows(queue, program, job, columnWindows(queue, program, job, 0));
  const half = Math.ceil(rows / 2);
  for (const [from, to] of [[0, half], [half, rows]] as const) {
    const part = rowsOf(program, job, from, to);
    runRows(queue, program, part);
  }
}

function flat(view: View<Block>, offset: number, length: number): View<Block> {
  return { ...view, shape: [length], strides: contiguousStrides([length]), offset };
}

/** The same program over some of the rows. */
function rowsOf(program: RowProgram, job: RowJob, from: number, to: number): RowJob {
  const views = Object.entries(job.views).map(([name, view]) => {
    if (program.columns?.includes(name)) return [name, view] as const;
    const each = name === "output" || program.elements.includes(name) ? job.columns : 1;
    return [name, flat(view, view.offset + from * each, (to - from) * each)] as const;
  });
  return { ...job, rows: to - from, views: Object.fromEntries(views) };
}

/** Some of the columns, and with which they begin. */
interface ColumnWindow {
  readonly first: number;
  readonly job: RowJob;
}

/** A single row that no kernel can see at once, in parts. */
function columnWindows(
  queue: Queue,
  program: RowProgram,
  job: RowJob,
  first: number,
): ColumnWindow[] {
  if (Object.values(job.views).every((view) => fitsBinding(queue, view))) return [{ first, job }];
  // Parts of whole thousands keep four-vectors aligned.
  const half = Math.ceil(job.columns / 2048) * 1024;
  return [[0, half] as const, [half, job.columns] as const].flatMap(([from, to]) => {
    const views = Object.entries(job.views).map(([name, view]) => {
      const long = name === "output" || program.elements.includes(name) ||
        program.columns?.includes(name);
      return [name, long ? flat(view, view.offset + from, to - from) : view] as const;
    });
    const part = { ...job, columns: to - from, views: Object.fromEntries(views) };
    return columnWindows(queue, program, part, first + from);
  });
}

/** Elements one thread takes in at most: keeps rounding errors small, and away from the loop budget. */
const PER_THREAD = 8192;
/** The same where nothing but numbers are paired up. */
const PER_PAIRING = 2048;

/**
 * One thread or workgroup for each row where that keeps the device busy, or else several that leave states
 * for each other in memory.
 */
function runWindows(
  queue: Queue,
  program: RowProgram,
  whole: RowJob,
  windows: readonly ColumnWindow[],
): void {
  const tuning = queue.tuning.rows;
  const { rows, columns } = whole;
  const lanes = lanesFor(tuning, columns);
  const perThread = columns / lanes;
  const idle = (Math.ceil(rows / tuning.atOnce) - rows / tuning.atOnce) * perThread;
  const folds = program.state !== undefined;
  const most = program.pair === undefined ? PER_THREAD : PER_PAIRING;
  if (windows.length === 1 && folds && idle <= tuning.idle && perThread <= 4 * most) {
    return record(queue, program, windows[0]!, whole, "whole", lanes, {
      parts: 1,
      part: 0,
      total: 1,
    });
  }
  const wanted = Math.ceil(tuning.threads / rows);
  const counts = windows.map(({ job }) =>
    Math.max(
      Math.min(wanted, Math.ceil(job.columns / 64), folds ? tuning.parts : Infinity),
      Math.ceil(job.columns / most),
    )
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const spans = counts.map((parts, w) => ({
    parts,
    part: counts.slice(0, w).reduce((sum, count) => sum + count, 0),
    total,
  }));
  if (!folds) {
    windows.forEach((window, w) => record(queue, program, window, whole, "joined", 1, spans[w]!));
    return;
  }
  const block = queue.memory.scratch(rows * total * 4 * Object.keys(program.state).length);
  const states: Window = {
    binding: block.binding,
    offset: 0,
  };
  try {
    windows.forEach((window, w) =>
      record(queue, program, window, whole, "parts", 1, spans[w]!, states)
    );
    if (program.pair !== undefined) {
      const [x] = program.elements;
      const shape = [rows, total];
      const paired = { ...whole.views[x!]!, buffer: block, shape, strides: [total, 1], offset: 0 };
      return runRows(queue, program, {
        ...whole,
        columns: total,
        views: { ...whole.views, [x!]: paired },
      });
    }
    windows.forEach((window, w) => {
      // Results alone take one thread.
      const span = program.each === undefined ? { ...spans[w]!, parts: 1 } : spans[w]!;
      record(queue, program, window, whole, "joined", 1, span, states);
    });
  } finally {
    queue.memory.give(block);
  }
}

/** Lanes that share a row of that length. */
function lanesFor({ lanes: [least, most] }: Tuning["rows"], columns: number): number {
  let lanes = least;
  while (lanes < most && lanes * 16 <= columns) lanes *= 2;
  return lanes;
}

/** Into how many parts a dispatch cuts rows, which number the first has, and how many there are in all. */
interface Span {
  readonly parts: number;
  readonly part: number;
  readonly total: number;
}

function record(
  queue: Queue,
  program: RowProgram,
  { first, job }: ColumnWindow,
  whole: RowJob,
  stage: RowPlan["stage"],
  lanes: number,
  { parts, part, total }: Span,
  states?: Window,
): void {
  const { rows, columns, views } = job;
  const names = bindingNames(program, stage);
  const windows = names.map((name) => name === "states" ? states! : bindView(queue, views[name]!));
  const long = names.map((name) =>
    name === "output" || program.elements.includes(name) || program.columns?.includes(name)
  );
  const vector = columns % 4 === 0 &&
    windows.every(({ offset }, i) => !long[i] || offset % 4 === 0);
  const unit = vector ? 4 : 1;
  const { workgroup } = queue.tuning.rows;
  const plan: RowPlan = { stage, lanes, workgroup, vector };
  const width = columns / unit;
  const perLoop = Math.ceil(width / (lanes * parts));
  const loops = [
    program.state !== undefined && stage !== "joined",
    stage !== "parts" && program.each,
  ];
  assertLoopBudget(program.name, loops.filter(Boolean).length * (perLoop + 4) + 2 * total + lanes);
  const parameters = [rows, whole.columns, width, first, parts, part, total];
  names.forEach((name, i) => {
    if (name !== "states") parameters.push(windows[i]!.offset / (long[i] ? unit : 1));
  });
  for (const [name, type] of Object.entries(program.numbers ?? {})) {
    const value = job.numbers![name]!;
    parameters.push(type === "f32" ? bitsOf("float", value) : value);
  }
  const bindings: Binding[] = windows.map(({ binding }) => binding);
  if (program.check !== undefined && stage !== "parts") bindings.push(queue.faults.binding());
  queue.dispatch(
    queue.kernel(
      `${program.name}|${stage}|${lanes}|${vector}`,
      () => rowSource(program, plan),
    ),
    bindings,
    parameters,
    lanes > 1 ? foldGroups(rows, 1) : foldGroups(rows * parts, workgroup),
  );
}
