import { Tensor } from "@hibana/hibana";

/** Moves whatever is a tensor: then plain attributes are buffers, too, and nothing can stay. */
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
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Tensor) this[name] = value.to(device);
      if (this.#buffers.has(name)) this.#buffers.set(name, this[name] as Tensor);
    }
    return this;
  }
}
