/**
 * Functions that modules and gradients call at certain moments, and the handles that take them away again.
 *
 * @module
 */

/** Takes a hook away. Works with `using`, too. */
export class RemovableHandle {
  readonly #remove: () => void;

  /**
   * Users get handles from the functions that register hooks.
   *
   * @param remove takes the hook away
   */
  constructor(remove: () => void) {
    this.#remove = remove;
  }

  /** Takes the hook away. Doing so twice is harmless. */
  remove(): void {
    this.#remove();
  }

  /** Lets `using` take the hook away at the end of a block. */
  [Symbol.dispose](): void {
    this.#remove();
  }
}

/** Hooks of one kind, in the order of their registration. */
export class HookList<Hook> {
  // Keyed by a token each, since one function may be registered twice.
  readonly #hooks = new Map<symbol, Hook>();

  /** No hooks to begin with, or those of another list. */
  constructor(hooks: Iterable<Hook> = []) {
    for (const hook of hooks) this.add(hook);
  }

  /** How many hooks there are. */
  get size(): number {
    return this.#hooks.size;
  }

  /** Adds a hook behind those that are there. */
  add(hook: Hook): RemovableHandle {
    if (typeof hook !== "function") {
      throw new TypeError(
        `a hook is a function, not ${
          hook === null ? "null" : typeof hook
        }\nWrite (module, inputs) => { ... } for a module, (grad) => { ... } for a tensor.`,
      );
    }
    const token = Symbol();
    this.#hooks.set(token, hook);
    return new RemovableHandle(() => this.#hooks.delete(token));
  }

  /** The hooks as they are now: what they add while they run is called next time. */
  [Symbol.iterator](): Iterator<Hook> {
    return [...this.#hooks.values()][Symbol.iterator]();
  }
}
