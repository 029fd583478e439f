/**
 * From the number of an element to where it lies: the WGSL for walking several views of one shape
 * together, and the parameters that go with it.
 *
 * @module
 */

/** Dimensions that one kernel walks at most; views of more are cut up first. */
export const MAX_RANK = 8;

/**
 * Fields of the parameter struct for a walk: the sizes, then every view's strides.
 *
 * @param name tells walks of one kernel apart
 */
export function walkFields(name: string, rank: number, views: number): string {
  let text = "";
  for (let d = 0; d < rank; d++) text += `${name}_n${d}: u32, `;
  for (let v = 0; v < views; v++) {
    for (let d = 0; d < rank; d++) text += `${name}_s${v}_${d}: i32, `;
  }
  return text;
}

/** The values of those fields, in their order. */
export function pushWalk(
  parameters: number[],
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): void {
  for (const n of shape) parameters.push(n);
  for (const view of strides) for (const stride of view) parameters.push(stride);
}

/**
 * Statements that add, for every view, the distance of the element with number `index` (row-major) to
 * a variable.
 *
 * @param index a u32 expression
 * @param targets a variable of type i32 for each view
 */
export function walkCode(
  name: string,
  rank: number,
  index: string,
  targets: readonly string[],
): string {
  let text = "";
  let rest = index;
  for (let d = rank - 1; d >= 0; d--) {
    const [c, next] = [`${name}_c${d}`, `${name}_r${d}`];
    if (d > 0) {
      text += `  let ${next} = quotient(${rest}, p.${name}_n${d});\n`;
      text += `  let ${c} = i32(${rest} - ${next} * p.${name}_n${d});\n`;
      rest = next;
    } else {
      text += `  let ${c} = i32(${rest});\n`;
    }
    targets.forEach((target, v) => {
      text += `  ${target} += ${c} * p.${name}_s${v}_${d};\n`;
    });
  }
  return text;
}

/** Workgroups along x and y for so many in all: one dimension holds 65,535 at most. */
export function foldGroups(threads: number, workgroup: number): [number, number, number] {
  const groups = Math.ceil(threads / workgroup);
  const rows = Math.ceil(groups / 65_535);
  return [Math.ceil(groups / rows), rows, 1];
}

/**
 * Whole quotients of numbers below 2^31, by way of floats: processors have no vectors of integer quotients, and
 * elementwise operations that broadcast take 0.85 of the time this way. The first guess is off by 2^-22 of
 * itself at most, the second by less than one, and the rest tells in which direction.
 */
const QUOTIENT = `fn quotient(i: u32, n: u32) -> u32 {
  let share = 1.0 / f32(i32(n));
  let guess = i32(f32(i32(i)) * share);
  let left = i32(i) - guess * i32(n);
  let more = i32(floor(f32(left) * share));
  let rest = left - more * i32(n);
  return u32(guess + more + select(0, 1, rest >= i32(n)) - select(0, 1, rest < 0));
}
`;

/**
 * The signature of `main`, and the number of the thread as `let thread`; before it the function that
 * {@linkcode walkCode} calls.
 */
export function mainCode(workgroup: number): string {
  return `${QUOTIENT}@compute @workgroup_size(${workgroup})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let thread = (group.y * groups.x + group.x) * ${workgroup}u + lane;
`;
}
