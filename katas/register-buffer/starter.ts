import type { Tensor } from "@hibana/hibana";

/** A module in miniature: parameters work, buffers are yours to write. See README.md. */
export class Module {
  #parameters = new Map<string, Tensor>();

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
  registerBuffer(_name: string, _tensor: Tensor): void {
    throw new Error("Implement registerBuffer: see README");
  }

  /** The names and tensors of all buffers, in the order of registration. */
  namedBuffers(): [string, Tensor][] {
    throw new Error("Implement namedBuffers: see README");
  }

  /** Moves the module to a device, and returns it. */
  to(device: string): this {
    for (const [name, tensor] of this.#parameters) {
      this.registerParameter(name, tensor.to(device));
    }
    // Implement to: parameters have moved. What about the buffers?
    return this;
  }
}
