/**
 * All operations that the tests of properties ask.
 *
 * @module
 */
import { DECOMPOSITIONS, LINALG } from "./linalg.ts";
import { CPU_LOSSES, LOSSES } from "./losses.ts";
import { NETWORKS } from "./networks.ts";
import { ORDER } from "./order.ts";
import { PRODUCTS } from "./products.ts";
import { REDUCTIONS } from "./reductions.ts";
import { ROW_SPECIMENS } from "./rows.ts";
import { COPIES, VIEWS } from "./shapes.ts";
import type { Specimens } from "./specimen.ts";

/** The names that two lists share would hide each other. */
function joined(...lists: readonly Specimens[]): Specimens {
  const entries = lists.flatMap((list) => Object.entries(list));
  const twice = entries.map(([name]) => name).filter((name, i, all) => all.indexOf(name) < i);
  if (twice.length > 0) throw new TypeError(`two specimens have one name: ${twice.join(", ")}`);
  return Object.fromEntries(entries);
}

/** Operations that compute on every device. */
export const SPECIMENS: Specimens = joined(
  ROW_SPECIMENS,
  REDUCTIONS,
  ORDER,
  VIEWS,
  COPIES,
  PRODUCTS,
  LINALG,
  NETWORKS,
  LOSSES,
);

/** Operations that compute on the CPU alone. */
export const CPU_SPECIMENS: Specimens = joined(CPU_LOSSES, DECOMPOSITIONS);
