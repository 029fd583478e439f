/**
 * How the operations that the fixtures name are called.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import {
  type Device,
  type Index,
  MinAndMax,
  type Operand,
  Tensor,
  tensor,
  ValuesAndIndices,
} from "@hibana/hibana";
import type { Case, Plain } from "./case.ts";

/** What an operation is called with: tensors and plain values. */
export type Argument = Tensor | Plain;

type Options = Readonly<Record<string, unknown>>;
type Call = (args: Argument[], options: Options) => unknown;
type Loose = (...args: unknown[]) => unknown;

/** What mod.ts, special and nn.functional export, by name. */
const EXPORTS = { ...hibana.special, ...hibana.nn.functional, ...hibana } as unknown as Readonly<
  Record<string, unknown>
>;

/** A list of tensors, then perhaps a dimension. */
function joined(join: typeof hibana.cat): Call {
  return (args) => {
    const dim = args.at(-1);
    return join(args.filter((x) => x instanceof Tensor), typeof dim === "number" ? dim : undefined);
  };
}

/** Makes tensors out of nothing, and so must be told where. */
function made(name: string): Call {
  return (args, options) => (EXPORTS[name] as Loose)(...args, options);
}

/** Index tensors, then values, then whether they are added. */
function indexPut(name: "indexPut" | "indexPut_", args: Argument[]): Tensor {
  const [x, ...indices] = args as Tensor[];
  const [values, accumulate] = indices.splice(-2) as unknown as [Tensor, boolean];
  return x![name](indices, values, accumulate);
}

/** Operations that are not called as their names say. */
const CALLS: Readonly<Record<string, Call>> = {
  arange: made("arange"),
  eye: made("eye"),
  full: made("full"),
  linspace: made("linspace"),
  logspace: made("logspace"),
  triuIndices: made("triuIndices"),
  trilIndices: made("trilIndices"),
  bartlettWindow: made("bartlettWindow"),
  blackmanWindow: made("blackmanWindow"),
  hammingWindow: made("hammingWindow"),
  hannWindow: made("hannWindow"),
  kaiserWindow: made("kaiserWindow"),
  ones: made("ones"),
  zeros: made("zeros"),
  cat: joined(hibana.cat),
  stack: joined(hibana.stack),
  concat: joined(hibana.concat),
  concatenate: joined(hibana.concatenate),
  hstack: joined(hibana.hstack),
  vstack: joined(hibana.vstack),
  rowStack: joined(hibana.rowStack),
  dstack: joined(hibana.dstack),
  columnStack: joined(hibana.columnStack),
  // Tensors among the options stand behind the other arguments.
  diff: ([x, n, dim, prepend, append]) =>
    hibana.diff(x as Tensor, n as number | undefined, dim as number | undefined, {
      prepend: (prepend ?? undefined) as Tensor | undefined,
      append: (append ?? undefined) as Tensor | undefined,
    }),
  cov: ([x, fweights, aweights], { correction }) =>
    hibana.cov(x as Tensor, {
      correction: correction as number | undefined,
      fweights: (fweights ?? undefined) as Tensor | undefined,
      aweights: (aweights ?? undefined) as Tensor | undefined,
    }),
  meshgrid: (tensors, options) => hibana.meshgrid(tensors as Tensor[], options),
  where: ([condition, a, b]) => hibana.where(condition as Tensor, a as Operand, b as Operand),
  geluTanh: ([x]) => hibana.nn.functional.gelu(x as Tensor, { approximate: "tanh" }),
  gelu: ([x]) => hibana.nn.functional.gelu(x as Tensor),
  silu: ([x]) => hibana.nn.functional.silu(x as Tensor),
  hardtanh: ([x, ...bounds]) =>
    hibana.nn.functional.hardtanh(x as Tensor, ...bounds as [number?, number?]),
  relu6: ([x]) => hibana.nn.functional.relu6(x as Tensor),
  polygamma: ([x, n]) => hibana.polygamma(n as number, x as Tensor),
  T: ([x]) => (x as Tensor).T,
  mT: ([x]) => (x as Tensor).mT,
  H: ([x]) => (x as Tensor).H,
  mH: ([x]) => (x as Tensor).mH,
  setAt: (args) => {
    const [x, ...indices] = args as [Tensor, ...Index[]];
    const value = indices.pop() as Operand;
    return x.setAt(indices, value);
  },
  indexPut: (args) => indexPut("indexPut", args),
  indexPut_: (args) => indexPut("indexPut_", args),
  histogram: ([x, bins, weight], { range, density }) => {
    const { hist, binEdges } = (x as Tensor).histogram(bins as Tensor, {
      ...weight === undefined ? {} : { weight: weight as Tensor },
      ...range === undefined ? {} : { range: range as [number, number] },
      ...density === undefined ? {} : { density: density as boolean },
    });
    return [hist, binEdges];
  },
};

/**
 * Performs the operation that a question names: as a method, or, on `sim` and where there is no method,
 * as a function. One that changes its first operand changes a copy where that is a leaf.
 *
 * @returns its results
 */
export function call({ op, options }: Case, args: Argument[], place: Device): Tensor[] {
  const device = place.toString();
  const special = CALLS[op];
  const changes = op.endsWith("_") || op === "setAt";
  if (special !== undefined && !changes) {
    return results(special(args, { ...options, device }), device);
  }
  const [first, ...others] = args;
  const self = changes && first instanceof Tensor && first.requiresGrad ? first.clone() : first;
  if (special !== undefined) return results(special([self!, ...others], {}), device);
  const rest = options === undefined ? others : [...others, options];
  const asFunction = EXPORTS[op];
  // Tensor.unfold and nn.functional.unfold are two things: the method goes before the latter.
  const sameAsMethod = op in hibana;
  const method = self instanceof Tensor
    ? (self as unknown as Readonly<Record<string, unknown>>)[op]
    : undefined;
  if (
    typeof asFunction === "function" &&
    (method === undefined || sameAsMethod && place.type === "sim")
  ) {
    return results((asFunction as Loose)(self, ...rest), device);
  }
  if (typeof method !== "function") throw new TypeError(`hibana has no ${op}`);
  return results((method as Loose).call(self, ...rest), device);
}

function results(got: unknown, device: string): Tensor[] {
  if (got instanceof Tensor) return [got];
  if (got instanceof ValuesAndIndices || got instanceof MinAndMax) return [...got];
  if (Array.isArray(got)) return got as Tensor[];
  if (typeof got === "number" || typeof got === "boolean") return [tensor(got, { device })];
  throw new TypeError(`no result: ${got}`);
}
