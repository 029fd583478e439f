/** One row of the table of results: what is computed, on which numbers, and how closely peers agree. */
export interface Row {
  /** What `--only` names. */
  readonly id: string;
  /** What the table says. */
  readonly title: string;
  /** Which workload of a peer computes it. */
  readonly workload: string;
  /** Sizes that the inputs do not tell. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Largest difference from the reference, as a share of its largest number. */
  readonly tolerance: number;
  /** The kinds of peers that are asked, where not all are. */
  readonly kinds?: readonly Kind[];
  /** What the processes of its peers find in their environment: they are then processes of their own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where a peer computes: its rivals are those of the same kind. */
export type Kind = "cpu" | "webgpu";

/**
 * Numbers that every peer makes for itself, the same in each language: spread evenly over
 * [offset - scale, offset + scale), or whole numbers below `below`.
 */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly scale?: number;
  readonly offset?: number;
  readonly below?: number;
}
