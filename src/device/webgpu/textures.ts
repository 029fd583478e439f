/**
 * Copies of matrices in textures, for drivers that load from those faster than from buffers. llvmpipe loads
 * from a buffer thread by thread, with a branch for each, and from a texture for eight threads at once: a
 * matrix product of 1024 makes 40 GFLOP/s there against 27, the copies included.
 *
 * @module
 */
import type { View } from "../backend.ts";
import type { Block } from "./memory.ts";

/** A matrix of several, as it is copied: the texture's texels are four elements of its rows. */
export interface Picture {
  readonly view: View<Block>;
  /** The dimension whose elements are neighbours in memory, and the other: 1 and 2, or 2 and 1. */
  readonly along: 1 | 2;
  /** Texels in a row of the texture, its rows for a matrix, and how many matrices there are. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** Both operands of a product. */
export type Pictures = readonly [Picture, Picture];

/** All textures together take no more than this. */
const TEXTURE_BYTES = 64 * 2 ** 20;

const TEXEL_BYTES = 16;

/** Bytes between rows of a buffer from which a texture is filled come in multiples of this. */
const ROW_BYTES = 256;

/** Copies are commands of their own: many small ones take longer than what they save. */
const MAX_COPIES = 64;

/**
 * Matrices [B, rows, columns] of floats as a texture can hold them, if their elements lie so in memory that
 * the system's own copy brings them there.
 *
 * @param along the dimension of neighbours
 * @param limit texels along a side of a texture
 */
export function pictureOf(view: View<Block>, along: 1 | 2, limit: number): Picture | undefined {
  const { shape, strides, buffer } = view;
  const [length, height] = [shape[along]!, shape[3 - along]!];
  const [batch, apart, step] = [strides[0]!, strides[3 - along]!, strides[along]!];
  const count = batch === 0 ? 1 : shape[0]!;
  const width = length / 4;
  const fits = step === 1 && length % 4 === 0 && apart >= length && 4 * apart % ROW_BYTES === 0 &&
    (4 * view.offset + buffer.start) % TEXEL_BYTES === 0 && (count === 1 || batch % 4 === 0);
  const small = rounded(width) <= limit && rounded(height * count) <= limit &&
    bytesOf(width, height * count) <= TEXTURE_BYTES / 2;
  const copies = batch === apart * height ? 1 : count;
  if (!fits || !small || copies > MAX_COPIES) return undefined;
  return { view, along, width, height, count };
}

/** Textures that are filled and read again and again, and the bind groups of pairs of them. */
export class Textures {
  /** The layout of such a bind group. */
  readonly layout: GPUBindGroupLayout;
  readonly #device: GPUDevice;
  readonly #known = new Map<string, GPUTexture>();
  readonly #groups = new Map<string, GPUBindGroup>();
  #bytes = 0;

  /** Starts empty. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.layout = device.createBindGroupLayout({
      entries: [0, 1].map((binding) => ({
        binding,
        visibility: 4, // COMPUTE
        texture: { sampleType: "unfilterable-float" },
      })),
    });
  }

  /** Whether these need more than there is room for. */
  isFullFor(pictures: Pictures): boolean {
    const missing = pictures.filter((picture, slot) => !this.#known.has(keyOf(picture, slot)));
    const more = missing.reduce(
      (sum, { width, height, count }) => sum + bytesOf(width, height * count),
      0,
    );
    return this.#bytes + more > TEXTURE_BYTES;
  }

  /** Gives all memory back. Nothing that is recorded may still need it. */
  clear(): void {
    for (const texture of this.#known.values()) texture.destroy();
    this.#known.clear();
    this.#groups.clear();
    this.#bytes = 0;
  }

  /** Records the copies, and gives the bind group of their textures. */
  fill(encoder: GPUCommandEncoder, pictures: Pictures): GPUBindGroup {
    const textures = pictures.map((picture, slot) => this.#copy(encoder, picture, slot));
    const key = pictures.map(keyOf).join();
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = this.#device.createBindGroup({
        layout: this.layout,
        entries: textures.map((texture, binding) => ({ binding, resource: texture.createView() })),
      });
      this.#groups.set(key, group);
    }
    return group;
  }

  #copy(encoder: GPUCommandEncoder, picture: Picture, slot: number): GPUTexture {
    const { view: { buffer, strides, offset }, along, width, height, count } = picture;
    const texture = this.#texture(picture, slot);
    const [batch, apart] = [strides[0]!, strides[3 - along]!];
    const [copies, rows] = batch === apart * height ? [1, height * count] : [count, height];
    for (let i = 0; i < copies; i++) {
      encoder.copyBufferToTexture(
        {
          buffer: buffer.home.gpu,
          offset: buffer.start + 4 * (offset + i * batch),
          bytesPerRow: 4 * apart,
        },
        { texture, origin: [0, i * height] },
        [width, rows],
      );
    }
    return texture;
  }

  #texture(picture: Picture, slot: number): GPUTexture {
    const key = keyOf(picture, slot);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { width, height, count } = picture;
    const texture = this.#device.createTexture({
      label: "matrix",
      size: [rounded(width), rounded(height * count)],
      format: "rgba32float",
      usage: 0x02 | 0x04, // COPY_DST | TEXTURE_BINDING
    });
    this.#known.set(key, texture);
    this.#bytes += bytesOf(width, height * count);
    return texture;
  }
}

/** Sizes are powers of two, so that few textures serve many shapes. */
function rounded(size: number): number {
  return 2 ** Math.ceil(Math.log2(size));
}

function bytesOf(width: number, height: number): number {
  return TEXEL_BYTES * rounded(width) * rounded(height);
}

function keyOf({ width, height, count }: Picture, slot: number): string {
  return `${slot}:${rounded(width)}x${rounded(height * count)}`;
}
