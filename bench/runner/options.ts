import { PEERS, type PeerSpec } from "../peers/registry.ts";
import type { Row } from "../workloads/row.ts";
import { ROWS } from "../workloads/rows.ts";

export interface Options {
  readonly rows: readonly Row[];
  readonly peers: readonly PeerSpec[];
  readonly rounds: number;
  /** Whether everything was asked for: only then is it written down. */
  readonly complete: boolean;
}

const DEFAULT_ROUNDS = 5;

/** Reads `--only row,row`, `--peers a,b` and `--rounds n`. */
export function readOptions(args: readonly string[]): Options {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    const [name, value] = [args[i]!, args[i + 1]];
    if (!["--only", "--peers", "--rounds"].includes(name) || value === undefined) {
      throw new Error(
        `what is ${
          args.slice(i).join(" ")
        }? There are --only row,row, --peers peer,peer and --rounds n`,
      );
    }
    given.set(name, value);
  }
  const rounds = Number(given.get("--rounds") ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number");
  return {
    rows: pick(ROWS, given.get("--only"), "row"),
    peers: pick(PEERS, given.get("--peers"), "peer"),
    rounds,
    complete: !given.has("--only") && !given.has("--peers"),
  };
}

/** Those whose names begin with one of the list. */
function pick<T extends { id: string }>(
  all: readonly T[],
  list: string | undefined,
  what: string,
): readonly T[] {
  if (list === undefined) return all;
  const names = list.split(",");
  for (const name of names) {
    if (!all.some(({ id }) => id.startsWith(name))) {
      throw new Error(`no ${what} ${name}; there are ${all.map(({ id }) => id).join(", ")}`);
    }
  }
  return all.filter(({ id }) => names.some((name) => id.startsWith(name)));
}
