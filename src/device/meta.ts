/**
 * The device of shapes without data: everything is checked, nothing is computed or stored.
 *
 * @module
 */
import { NotImplementedError } from "../errors.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Backend } from "./backend.ts";

/** Computes nothing, quickly. */
export class MetaBackend implements Backend<null> {
  /** What tensors here print. */
  readonly name = "meta";
  /** There is no memory to weigh. */
  readonly outsideHeap = false;

  /** There is no memory. */
  readonly pooledBytes = 0;

  /** There is nothing to fuse. */
  readonly fused = {};

  /** Any dtype can have no data. */
  refusal(_dtype: DType): string | undefined {
    return undefined;
  }

  /** Nothing. */
  allocate(): null {
    return null;
  }

  /** Nothing has to be given back. */
  needsRelease(): boolean {
    return false;
  }

  /** Nothing to give back. */
  release(): void {}

  /** Forgets the data. */
  write(): void {}

  /** @throws {NotImplementedError} always: there is no data */
  read(): TypedArray {
    throw new NotImplementedError(
      "meta-data",
      "Cannot copy out of meta tensor; no data!",
      'A meta tensor has a shape and a dtype only. module.toEmpty({ device: "cpu" }) gives a module real memory to load or initialize.',
    );
  }

  /** @throws {NotImplementedError} always: there is no data */
  readAsync(): Promise<TypedArray> {
    return Promise.resolve().then(() => this.read());
  }

  /** Nothing to compute. */
  elementwise(): void {}

  /** Nothing to compute. */
  reduce(): void {}

  /** Nothing to compute. */
  scan(): void {}

  /** Nothing to compute. */
  matmul(): void {}

  /** Nothing to look at. */
  checkIndices(): void {}

  /** Nothing to compute. */
  gather(): void {}

  /** Nothing to compute. */
  scatter(): void {}

  /** Nothing to compute. */
  sort(): void {}

  /** Nothing to compute. */
  searchSorted(): void {}

  /** Nothing to wait for. */
  synchronize(): Promise<void> {
    return Promise.resolve();
  }
}
