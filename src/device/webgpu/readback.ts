/**
 * Reading results. WebGPU means every read to be awaited; hibana's return at once.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { FAULT_BYTES } from "./faults.ts";
import type { Block } from "./memory.ts";
import type { Queue } from "./queue.ts";

/** Bytes that one round of a synchronous read brings over. */
const CHUNK = 4 * 2 ** 20;
const MAP_READ = 0x01; // GPUMapMode.READ and GPUBufferUsage.MAP_READ
const COPY_DST = 0x08;

/** The way back from one GPU. */
export class Readback {
  readonly #queue: Queue;
  #staging: GPUBuffer | undefined;
  /** How often elements were asked for. */
  reads = 0;

  /** Reads what a queue computes. */
  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /**
   * A copy of part of a block, after all recorded work, without awaiting anything.
   *
   * This rests on the runtime: its `mapAsync` waits inside the call, so the range can be had before the
   * promise resolves, provided the buffer was mapped once before. Where that does not hold,
   * `getMappedRange` throws, and so does this.
   *
   * @param start first byte, a multiple of 4
   * @param size bytes, a multiple of 4
   * @throws {RuntimeError} when the runtime only reads asynchronously
   * @throws {IndexError} when a kernel met an index out of range
   */
  read(block: Block, start: number, size: number): Uint8Array<ArrayBuffer> {
    const { context, faults } = this.#queue;
    context.throwErrors();
    this.reads++;
    const staging = this.#staging ??= this.#prime();
    const withNote = faults.possible;
    const result = new Uint8Array(size);
    for (let done = 0; done === 0 || done < size; done += CHUNK) {
      const length = Math.min(CHUNK, size - done);
      this.#queue.flush((encoder) => {
        if (length > 0) {
          encoder.copyBufferToBuffer(
            block.home.gpu,
            block.start + start + done,
            staging,
            0,
            length,
          );
        }
        if (withNote && done === 0) faults.copyTo(encoder, staging, CHUNK);
      });
      // Unmapping rejects the promise; nobody waits for it.
      staging.mapAsync(MAP_READ).catch(ignore);
      try {
        result.set(this.#range(staging, 0, length), done);
        if (withNote && done === 0) {
          faults.check(new Int32Array(this.#range(staging, CHUNK, FAULT_BYTES).buffer));
        }
      } finally {
        staging.unmap();
      }
    }
    return result;
  }

  #range(staging: GPUBuffer, start: number, size: number): Uint8Array<ArrayBuffer> {
    try {
      return new Uint8Array(staging.getMappedRange(start, size));
    } catch (error) {
      this.#queue.context.assertAlive();
      throw new RuntimeError(
        "sync-read-refused",
        `this runtime cannot read from webgpu synchronously: ${
          error instanceof Error ? error.message : String(error)
        }`,
        `Await the value instead: "await x.toArrayAsync()", "await x.itemAsync()".`,
      );
    }
  }

  /** The same, without blocking the thread. The values are those of the moment of the call. */
  async readAsync(
    block: Block | undefined,
    start: number,
    size: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { context, faults } = this.#queue;
    context.throwErrors();
    if (block !== undefined) this.reads++;
    const withNote = faults.possible;
    const noteAt = Math.ceil(size / 8) * 8;
    const staging = context.device.createBuffer({
      label: "staging",
      size: noteAt + FAULT_BYTES,
      usage: MAP_READ | COPY_DST,
    });
    this.#queue.flush((encoder) => {
      if (block !== undefined && size > 0) {
        encoder.copyBufferToBuffer(block.home.gpu, block.start + start, staging, 0, size);
      }
      if (withNote) faults.copyTo(encoder, staging, noteAt);
    });
    try {
      await staging.mapAsync(MAP_READ);
      context.throwErrors();
      if (withNote) faults.check(new Int32Array(staging.getMappedRange(noteAt, FAULT_BYTES)));
      const result = new Uint8Array(size);
      result.set(new Uint8Array(staging.getMappedRange(0, size)));
      return result;
    } catch (error) {
      if (error instanceof DOMException) context.assertAlive();
      throw error;
    } finally {
      staging.destroy();
    }
  }

  /** Waits for all recorded work, and throws what went wrong in it. */
  async synchronize(): Promise<void> {
    const { context, faults } = this.#queue;
    this.#queue.flush();
    await context.device.queue.onSubmittedWorkDone();
    context.assertAlive();
    context.throwErrors();
    if (faults.possible) await this.readAsync(undefined, 0, 0);
  }

  /** A range that was never mapped must not be asked for before its map resolves. */
  #prime(): GPUBuffer {
    const staging = this.#queue.context.device.createBuffer({
      label: "staging",
      size: CHUNK + FAULT_BYTES,
      usage: MAP_READ | COPY_DST,
      mappedAtCreation: true,
    });
    staging.unmap();
    return staging;
  }
}

function ignore(): void {}
