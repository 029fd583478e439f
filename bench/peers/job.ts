import { numbers } from "../workloads/inputs.ts";
import type { Row } from "../workloads/row.ts";

/** One row, made ready in a peer: inputs stand where it computes. */
export interface Job {
  /** Computes once, without waiting for the GPU. What it leaves behind is its own to free. */
  run(): unknown;
  /** Waits until all runs are computed. */
  settle(): unknown;
  /** What the first runs computed, by name. */
  outputs(): Outputs | Promise<Outputs>;
  /** Frees the inputs. */
  release?(): unknown;
}

export type Outputs = Record<string, ArrayLike<number>>;

/** Makes a job of a row. */
export type Workload = (row: Row) => Job | Promise<Job>;

/** What a peer can compute, by the names of workloads. */
export interface Peer {
  /** Versions and the like, for the table. */
  readonly version: string;
  readonly workloads: Readonly<Record<string, Workload>>;
}

/** What a peer cannot compute by its nature: a dash in the table, with its reason below. */
export class Unsupported extends Error {}

/** The numbers of one input of a row. */
export function input(
  row: Row,
  name: string,
): { data: Float32Array<ArrayBuffer>; shape: number[] } {
  const spec = row.inputs[name];
  if (spec === undefined) throw new Error(`${row.id} has no input ${name}`);
  return { data: numbers(name, spec), shape: [...spec.shape] };
}
