import type { Tensor } from "@hibana/hibana";

/**
 * Why it works: there is one list of buffers, and whatever changes it (registering, moving) goes through
 * `registerBuffer`, which sets the attribute in the same breath. The two can never disagree.
 */
export class Module {
  #parameters = new Map<string, Tensor>();
  #buffers = new Map<string, Tensor>();

  /** Any attribute: tensors among them are found by their names. */
  [name: string]: unknown;

  /** Remembers a tensor that is to be trained, and makes it an attribute. */
  registerParameter(name: string, tensor: Tensor): void {
    this.#parameters.set(name, tensor);
    this[name] = tensor;
  }

  /** The names and tensors of all parameters, in the order of registration. */
  namedParameters(): [string, Tensor][] {
    return [...this.#parameters];
  }

  /** Remembers a tensor that belongs to the module but is not trained, and makes it an attribute. */
  registerBuffer(name: string, tensor: Tensor): void {
    this.#buffers.set(name, tensor);
    this[name] = tensor;
  }

  /** The names and tensors of all buffers, in the order of registration. */
  namedBuffers(): [string, Tensor][] {
    return [...this.#buffers];
  }

  /** Moves the module to a device, and returns it. */
  to(device: string): this {
    for (const [name, tensor] of this.#parameters) {
      this.registerParameter(name, tensor.to(device));
    }
    for (const [name, tensor] of this.#buffers) {
      this.registerBuffer(name, tensor.to(device));
    }
    return this;
  }
}
