import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * Your first thread does all the work in a loop, and the others return at once: that is a very slow CPU.
 * Let each thread add the element of its number.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x > 0u) { return; }
  for (var i = 0u; i < n; i++) {
    out[i] = a[i] + b[i];
  }
}
`;
}
