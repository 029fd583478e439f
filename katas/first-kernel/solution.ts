/** What the kernel is given: two vectors, the place for their sum, and how long they are. */
export const bindings = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@group(0) @binding(3) var<uniform> n: u32;
`;

/** How many workgroups of 64 threads are started for n elements. */
export function workgroups(n: number): number {
  return Math.ceil(n / 64);
}

/**
 * WGSL that adds two vectors, an element a thread.
 *
 * Why it works: rounding up starts at least as many threads as there are elements, and the guard sends
 * home those that are too many.
 */
export function vectorAdd(): string {
  return `${bindings}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= n) { return; }
  out[i] = a[i] + b[i];
}
`;
}
