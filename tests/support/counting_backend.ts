/**
 * A device that counts what is asked of it.
 *
 * @module
 */
import { registerDevice } from "../../src/device/registry.ts";
import { SimBackend } from "../../src/device/sim.ts";

/** Computes like the CPU, and counts. */
export class CountingBackend extends SimBackend {
  /** How often memory was asked for. */
  allocations = 0;
  /** The kernels that ran, by name. */
  kernels: string[] = [];

  override allocate(...args: Parameters<SimBackend["allocate"]>) {
    this.allocations++;
    return super.allocate(...args);
  }

  override elementwise(...args: Parameters<SimBackend["elementwise"]>): void {
    this.kernels.push(args[0].name);
    super.elementwise(...args);
  }

  override reduce(...args: Parameters<SimBackend["reduce"]>): void {
    this.kernels.push("reduce");
    super.reduce(...args);
  }

  override matmul(...args: Parameters<SimBackend["matmul"]>): void {
    this.kernels.push("matmul");
    super.matmul(...args);
  }

  /** What was counted while a function ran. */
  during(run: () => void): { allocations: number; kernels: string[] } {
    [this.allocations, this.kernels] = [0, []];
    run();
    return { allocations: this.allocations, kernels: this.kernels };
  }
}

/** The backend of the device `counting`. */
export const counting = new CountingBackend("counting:0");

registerDevice("counting", () => counting);
