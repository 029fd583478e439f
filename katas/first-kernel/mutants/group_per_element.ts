export { bindings, vectorAdd } from "../solution.ts";

/**
 * You start a workgroup for every element. Each of them brings 64 threads, so 63 of 64 have nothing to do:
 * divide by 64.
 */
export function workgroups(n: number): number {
  return n;
}
