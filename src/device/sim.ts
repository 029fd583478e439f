/**
 * A simulated accelerator: memory of its own, which nothing mixes with the CPU's by accident, computed
 * by the CPU's kernels. Programs that move modules between devices can be tried on it without a GPU.
 *
 * @module
 */
import { CPUBackend } from "./cpu/backend.ts";

/** Looks like another device, computes like the CPU. */
export class SimBackend extends CPUBackend {
  /** What tensors here print. */
  override readonly name: string;

  /**
   * Makes a device of its own.
   *
   * @param name what tensors here print
   */
  constructor(name = "sim:0") {
    super();
    this.name = name;
  }
}
