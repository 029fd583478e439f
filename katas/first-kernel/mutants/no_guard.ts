import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * Your kernel has no guard. The last workgroup has more threads than there are elements, and they write
 * into whatever lies behind the vector: let threads from n on return.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  out[id.x] = a[id.x] + b[id.x];
}
`;
}
