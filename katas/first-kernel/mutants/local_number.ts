import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * You took the thread's number within its workgroup. It starts at 0 in every workgroup, so all of them add
 * the same 64 elements: global_invocation_id counts over all.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= n) { return; }
  out[i] = a[i] + b[i];
}
`;
}
