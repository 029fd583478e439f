import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * Your guard asks how long the buffer is. Buffers are longer than the vectors in them, and what lies behind
 * the vector is not yours: n says how long the vector is.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= arrayLength(&out)) { return; }
  out[i] = a[i] + b[i];
}
`;
}
