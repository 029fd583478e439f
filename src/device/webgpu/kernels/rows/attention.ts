/**
 * What attention does to rows of scores, [R, S]: R are the queries of several heads, so many for each, and with
 * `causal` those of a head see keys up to their own position.
 *
 * @module
 */
import type { RowProgram } from "./program.ts";
import { EXPONENTIALS, TOTAL } from "./softmax.ts";

/** The programs for queries that see all keys, and for those that do not. */
interface Programs {
  /** softmax of `x` times `scale`, and the log of summed exponentials. */
  readonly weights: RowProgram;
  /** The same, from the log of summed exponentials. */
  readonly again: RowProgram;
  /** The gradient of scores from the weights and their gradient. */
  readonly backward: RowProgram;
}

function programs(causal: boolean): Programs {
  const name = causal ? "causalAttention" : "attention";
  const numbers = {
    scale: "f32",
    ...(causal ? { query: "i32", queries: "i32" } as const : {}),
  } as const;
  /** The value where a key is seen, else the other. */
  const seen = (value: string, other: string) =>
    causal
      ? `select(V(${other}), ${value}, place <= I(p.query + i32(row) % p.queries))`
      : `(${value})`;
  return {
    weights: {
      ...EXPONENTIALS,
      name: `${name}Weights`,
      numbers,
      fold: `let y = ${seen("x * V(p.scale)", "from_bits(0xff800000u)")};
      let e = exp_v(-abs(y - s_m));
      s_s = select(s_s + e, s_s * e + V(1.0), y > s_m);
      s_m = max(s_m, y);`,
      finish: `${TOTAL} let inverse = 1.0 / total;`,
      each: seen("exp_v(x * V(p.scale) - V(state.m)) * V(inverse)", "0.0"),
      results: { logSumExp: "state.m + log_f(total)" },
    },
    again: {
      name: `${name}Again`,
      elements: ["x"],
      rows: { logSumExp: "f32" },
      numbers,
      each: seen("exp_v(x * V(p.scale) - V(logSumExp))", "0.0"),
      uses: ["exp_f"],
    },
    backward: {
      name: `${name}Backward`,
      elements: ["grad", "y"],
      numbers,
      state: { d: "0.0" },
      fold: `s_d += ${seen("grad * y", "0.0")};`,
      merge: "  return State(a.d + b.d);",
      each: seen("y * (grad - V(state.d)) * V(p.scale)", "0.0"),
    },
  };
}

/** By whether queries see only keys up to their own position. */
export const ATTENTION: Readonly<Record<"all" | "causal", Programs>> = {
  all: programs(false),
  causal: programs(true),
};
