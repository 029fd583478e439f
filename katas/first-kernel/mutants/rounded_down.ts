export { bindings, vectorAdd } from "../solution.ts";

/**
 * You rounded down. The elements that do not fill a workgroup have none, and are never computed: of 65
 * elements the last one, of 63 all. Round up.
 */
export function workgroups(n: number): number {
  return Math.floor(n / 64);
}
