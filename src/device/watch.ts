/**
 * Telling of every piece of memory that is made: for scopes, and for finding what is never let go.
 *
 * @module
 */
import type { Storage } from "./storage.ts";

/** Is told of storages as they are made. */
export type Watcher = (made: Storage) => void;

let watchers: readonly Watcher[] = [];

/** Tells a watcher of all storages from now on, until the function that comes back is called. */
export function watchStorages(watcher: Watcher): () => void {
  watchers = [...watchers, watcher];
  return () => watchers = watchers.filter((other) => other !== watcher);
}

/** Called for every storage that is made. */
export function tellWatchers(made: Storage): void {
  if (watchers.length === 0) return;
  for (const watcher of watchers) watcher(made);
}
