/**
 * Counting what tensors take of a device's memory.
 *
 * @module
 */

/** What tensors take of a device, in bytes of their elements. */
export interface MemoryStats {
  /** Bytes of tensors that are alive, or that nobody has noticed to be gone yet. */
  readonly liveBytes: number;
  /** The most there ever was of that, or since {@linkcode resetPeakMemoryStats}. */
  readonly peakBytes: number;
  /** Bytes that were given back and wait to be used again. */
  readonly pooledBytes: number;
  /** How many pieces of memory are alive; views share one. */
  readonly tensors: number;
}

/** The running count of one device. */
export class Usage {
  /** Bytes of tensors that are alive. */
  liveBytes = 0;
  /** The most there was of that. */
  peakBytes = 0;
  /** How many pieces of memory are alive. */
  tensors = 0;

  /** Counts a piece of memory. */
  take(bytes: number): void {
    this.tensors++;
    this.liveBytes += bytes;
    if (this.liveBytes > this.peakBytes) this.peakBytes = this.liveBytes;
  }

  /** Counts it no more. */
  give(bytes: number): void {
    this.tensors--;
    this.liveBytes -= bytes;
  }
}
