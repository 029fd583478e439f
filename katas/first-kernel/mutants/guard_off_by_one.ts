import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * Your guard lets thread n through. Counting starts at 0, so n elements end at n - 1, and element n is
 * somebody else's: return where i >= n.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i > n) { return; }
  out[i] = a[i] + b[i];
}
`;
}
