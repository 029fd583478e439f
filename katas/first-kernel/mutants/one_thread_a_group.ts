import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * Your workgroups have one thread each, but they are started as if they had 64: only every 64th part of
 * the vector is computed. The size in the kernel and the division in workgroups belong together.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(1)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= n) { return; }
  out[i] = a[i] + b[i];
}
`;
}
