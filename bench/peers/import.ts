/**
 * Loads an npm package by the name that bench/peers.json gives it. The name is a value and not a literal
 * so that checking this folder downloads nothing: only the processes that measure a package load it.
 */
// deno-lint-ignore no-explicit-any -- the packages' own types are not loaded, either
export async function load(name: string): Promise<any> {
  return await import(name);
}

/** The folder of the file that a package's name stands for. */
export function folderOf(name: string): string {
  return new URL(".", import.meta.resolve(name)).href;
}

/** The version that bench/peers.json pins. */
export async function versionOf(name: string): Promise<string> {
  const { default: config } = await import("../peers.json", { with: { type: "json" } });
  const specifier: string = config.imports[name as keyof typeof config.imports];
  return specifier.slice(specifier.lastIndexOf("@") + 1);
}
