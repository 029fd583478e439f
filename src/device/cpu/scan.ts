/**
 * Scans on the CPU. Floats are accumulated in doubles and rounded when stored.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import { isFloating } from "../../tensor/dtype.ts";
import type { Scan, View } from "../backend.ts";
import { walk } from "./walk.ts";

/** One array of a scan: its elements, how far apart they lie, and where the row begins. */
interface Lane {
  readonly array: TypedArray;
  readonly stride: number;
  start: number;
}

/** Scans one row of so many elements; the lanes are the inputs, then the outputs. */
type RowLoop = (count: number, lanes: readonly Lane[]) => void;

/** For each scan: the state to begin with, and what the element `x` with number `i` does to it. */
const STEPS: Readonly<Record<Scan, { start: string; step: string; whole?: string }>> = {
  sum: { start: "y = 0", step: "y += x;", whole: "y = (y + x) | 0;" },
  prod: { start: "y = 1", step: "y *= x;", whole: "y = Math.imul(y, x);" },
  max: { start: "y = -Infinity, z = 0", step: "if (x !== x || x >= y) { y = x; z = i; }" },
  min: { start: "y = Infinity, z = 0", step: "if (x !== x || x <= y) { y = x; z = i; }" },
  // y = peak + log(scale): the exponentials are of distances from the largest element so far.
  logsumexp: {
    start: "y = 0, peak = -Infinity, scale = 0",
    step: `if (x === peak) scale += 1;
        else if (x > peak) { scale = scale * Math.exp(peak - x) + 1; peak = x; }
        else scale += Math.exp(x - peak);
        y = peak + Math.log(scale);`,
  },
  linear: { start: "y = 0", step: "y = i === 0 ? x : x + w * y;" },
};

const loops = new Map<string, RowLoop>();

function loopFor(scan: Scan, dtypes: string, integer: boolean): RowLoop {
  const key = `${scan} ${dtypes}`;
  let loop = loops.get(key);
  if (loop === undefined) {
    const { start, step, whole = step } = STEPS[scan];
    const inputs = scan === "linear" ? ["x", "w"] : ["x"];
    const outputs = scan === "max" || scan === "min" ? ["y", "z"] : ["y"];
    const lanes = [...inputs, ...outputs];
    const each = (line: (name: string, lane: number) => string): string => lanes.map(line).join("");
    loop = new Function(`
    return function ${scan}(count, lanes) {
      ${each((_, l) => `const { array: a${l}, stride: s${l} } = lanes[${l}];`)}
      ${each((_, l) => `let p${l} = lanes[${l}].start;`)}
      let ${start};
      for (let i = 0; i < count; i++) {
        ${inputs.map((name, l) => `const ${name} = a${l}[p${l}];`).join("")}
        ${integer ? whole : step}
        ${
      outputs.map((name, o) => `a${inputs.length + o}[p${inputs.length + o}] = ${name};`).join("")
    }
        ${each((_, l) => `p${l} += s${l};`)}
      }
    };`)() as RowLoop;
    loops.set(key, loop);
  }
  return loop;
}

/** Scans the last dimension; see {@linkcode Backend.scan}. */
export function scan(
  kind: Scan,
  inputs: readonly View<TypedArray>[],
  outputs: readonly View<TypedArray>[],
): void {
  const views = [...inputs, ...outputs];
  const { shape, dtype } = outputs[0]!;
  const count = shape.at(-1)!;
  const loop = loopFor(kind, views.map((view) => view.dtype).join(), !isFloating(dtype));
  const lanes = views.map((view): Lane => ({
    array: view.buffer,
    stride: view.strides.at(-1)!,
    start: 0,
  }));
  walk(
    shape.slice(0, -1),
    views.map((view) => view.strides.slice(0, -1)),
    views.map((view) => view.offset),
    (starts) => {
      starts.forEach((start, i) => lanes[i]!.start = start);
      loop(count, lanes);
    },
  );
}
