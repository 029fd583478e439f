// deno-lint-ignore-file no-unused-vars

/** What the kernel is given: two vectors, the place for their sum, and how long they are. */
export const bindings = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@group(0) @binding(3) var<uniform> n: u32;
`;

/** How many workgroups of 64 threads are started for n elements. */
export function workgroups(n: number): number {
  throw new Error("Implement workgroups: see README");
}

/** WGSL that adds two vectors, an element a thread. */
export function vectorAdd(): string {
  throw new Error("Implement vectorAdd: see README");
}
