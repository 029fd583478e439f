import { bindings } from "../solution.ts";

export { bindings, workgroups } from "../solution.ts";

/**
 * You wrote a loop over all elements, as on a CPU. Every thread runs it, so each does all the work, or one
 * alone does it while the others wait: a thread has one element, the one of its number.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main() {
  for (var i = 0u; i < n; i++) {
    out[i] = a[i] + b[i];
  }
}
`;
}
