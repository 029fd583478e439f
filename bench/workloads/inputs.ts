import type { InputSpec } from "./row.ts";

/** An input's numbers: a hash of its name and of each place. peers/pytorch/peer.py computes the same. */
export function numbers(name: string, spec: InputSpec): Float32Array<ArrayBuffer> {
  const out = new Float32Array(spec.shape.reduce((product, extent) => product * extent, 1));
  const { scale = 1, offset = 0, below } = spec;
  const seed = hashName(name);
  for (let i = 0; i < out.length; i++) {
    const unit = mix((Math.imul(i, 0x9e3779b1) + seed) | 0) / 2 ** 32;
    out[i] = below === undefined ? offset + scale * (2 * unit - 1) : Math.floor(unit * below);
  }
  return out;
}

/** FNV-1a. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/** The last steps of MurmurHash3. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
