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
      text += `  let ${next} = ${rest} / p.${name}_n${d};\n`;
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

/** The signature of `main`, and the number of the thread as `let thread`. */
export function mainCode(workgroup: number): string {
  return `@compute @workgroup_size(${workgroup})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let thread = (group.y * groups.x + group.x) * ${workgroup}u + lane;
`;
}
