import type { PeerSpec } from "../peers/registry.ts";
import type { Kind, Row } from "../workloads/row.ts";
import type { Cell } from "./rounds.ts";

export interface Result {
  readonly row: Row;
  readonly cells: readonly Cell[];
}

const KINDS: readonly { kind: Kind; title: string }[] = [
  { kind: "cpu", title: "On the CPU" },
  { kind: "webgpu", title: "On WebGPU" },
];

/** One table for each kind: medians, and how many times as long as hibana the best other peer takes. */
export function tables(results: readonly Result[], peers: readonly PeerSpec[]): string {
  const parts: string[] = [];
  for (const { kind, title } of KINDS) {
    const columns = peers.filter((peer) => peer.kind === kind);
    const rows = results.filter(({ cells }) => cells.some(({ peer }) => peer.kind === kind));
    if (columns.length === 0 || rows.length === 0) continue;
    const lines = [
      ["milliseconds", ...columns.map((peer) => peer.title), "best JavaScript peer / hibana"]
        .concat(columns.some(isTorch) ? ["hibana / PyTorch"] : [])
        .concat(columns.some(isTorch) && columns.some(hasBLAS) ? ["with BLAS / PyTorch"] : []),
      ...rows.map(({ row, cells }) => line(row, columns, cells)),
    ];
    parts.push(`## ${title}\n\n${align(lines)}`);
  }
  const notes = results.flatMap(({ row, cells }) =>
    cells.filter(({ note }) => note !== undefined)
      .map(({ peer, note }) => `- ${row.id}, ${peer.title} (${peer.kind}): ${note}`)
  );
  if (notes.length > 0) parts.push(`## What failed, and what is wrong\n\n${notes.join("\n")}`);
  return parts.join("\n\n") + "\n";
}

function line(row: Row, columns: readonly PeerSpec[], cells: readonly Cell[]): string[] {
  const times = new Map(cells.map((cell) => [cell.peer, cell]));
  const ms = (peer: PeerSpec | undefined) => peer && times.get(peer)?.ms;
  const own = ms(columns.find(isOurs));
  const blas = columns.find(hasBLAS);
  const torch = columns.find(isTorch);
  // What computes something else is no measure.
  const rivals = columns.filter((peer) =>
    !isOurs(peer) && peer !== torch && times.get(peer)?.note === undefined
  ).map(ms).filter((time) => time !== undefined);
  const ratio = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && Number.isFinite(a) ? (a / b).toFixed(2) : "";
  return [
    row.title,
    ...columns.map((peer) => {
      const cell = times.get(peer);
      if (cell === undefined || cell.unsupported) return "-";
      if (cell.ms === undefined) return "failed";
      return cell.note === undefined ? format(cell.ms) : `${format(cell.ms)} wrong`;
    }),
    ratio(Math.min(...rivals), own),
    ...(torch === undefined ? [] : [ratio(own, ms(torch))]),
    ...(torch === undefined || blas === undefined ? [] : [ratio(ms(blas), ms(torch))]),
  ];
}

function isOurs({ id }: PeerSpec): boolean {
  return id.startsWith("hibana");
}

function isTorch({ id }: PeerSpec): boolean {
  return id === "torch";
}

function hasBLAS({ id }: PeerSpec): boolean {
  return id === "hibana-cpu-blas";
}

function format(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

/** A Markdown table whose columns are as wide as what stands in them: numbers, but for the first. */
export function align(lines: readonly string[][]): string {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const show = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join(
        " | ",
      )
    } |`;
  const rule = widths.map((width, i) => i === 0 ? "-".repeat(width) : "-".repeat(width - 1) + ":");
  return [show(lines[0]!), show(rule), ...lines.slice(1).map(show)].join("\n");
}
