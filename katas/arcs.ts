/**
 * The katas in the order in which they are learned: the one list that knows it. Slugs are stable, since
 * progress is kept by slug.
 *
 * @module
 */

/** An exercise: the folder `katas/<slug>`. */
export interface Kata {
  /** Name of its folder, and of the learner's file. */
  readonly slug: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** Slugs of the katas whose knowledge, or code, this one builds on. */
  readonly requires: readonly string[];
}

/** A stretch of the way. */
export interface Arc {
  /** Stable name. */
  readonly slug: string;
  /** What the learner does here. */
  readonly title: string;
  readonly katas: readonly Kata[];
}

function kata(slug: string, title: string, ...requires: string[]): Kata {
  return { slug, title, requires };
}

/** All arcs. */
export const arcs: readonly Arc[] = [
  {
    slug: "see-the-bug",
    title: "See the bug",
    katas: [
      kata("meet-device", "Where a tensor lives"),
      kata("move-tensor", "to() gives a new tensor", "meet-device"),
      kata("same-device-noop", "Moving nowhere costs nothing", "move-tensor"),
      kata("read-back", "How values come home", "move-tensor"),
      kata("mismatch-error", "Two tensors, two devices", "move-tensor"),
      kata("mask-left-behind", "The notebook's bug", "mismatch-error"),
    ],
  },
  {
    slug: "build-module",
    title: "Build Module",
    katas: [
      kata("param-registry", "A module knows its parameters", "mask-left-behind"),
      kata("children", "Modules in modules", "param-registry"),
      kata("register-buffer", "Tensors that are not trained", "children"),
      kata("assignment", "Assigning registers", "register-buffer"),
      kata("name-rules", "Names that are refused", "assignment"),
      kata("declare-field", "Class fields do not lose buffers", "name-rules"),
      kata("reassign-buffer", "A new tensor for an old name", "declare-field"),
      kata("null-buffer", "An empty slot", "reassign-buffer"),
      kata("delete-buffer", "Forgetting all about a name", "null-buffer"),
    ],
  },
  {
    slug: "device-movement",
    title: "Device movement",
    katas: [
      kata("module-to", "to() moves all that is registered", "delete-buffer"),
      kata("grad-moves", "Gradients come along", "module-to"),
      kata("dtype-cast", "Only floats are cast", "grad-moves"),
      kata("stale-reference", "An alias from before the move", "module-to"),
      kata("shared-buffer", "One buffer in many modules", "module-to"),
      kata("optimizer-first", "The optimizer holds what it was given", "grad-moves"),
    ],
  },
  {
    slug: "state",
    title: "State",
    katas: [
      kata("state-dict", "What belongs into a checkpoint", "dtype-cast"),
      kata("state-alias", "A state dict is no copy", "state-dict"),
      kata("load-strict", "All problems at once, or all is loaded", "state-dict"),
      kata("checkpoint-device", "A checkpoint from another device", "load-strict"),
      kata("persistence-flip", "Loading an old checkpoint", "load-strict"),
    ],
  },
  {
    slug: "real-models",
    title: "Buffers in real models",
    katas: [
      kata("batchnorm-stats", "Running statistics", "persistence-flip"),
      kata("causal-attention", "The notebook's model, mended", "persistence-flip"),
      kata("rope-cache", "Angles that half precision ruins", "causal-attention"),
      kata("kv-cache", "A memory of keys and values", "causal-attention"),
      kata("ema-shadow", "Averaged weights, copied buffers", "batchnorm-stats"),
      kata("quant-scales", "Weights in eight bits", "persistence-flip"),
    ],
  },
  {
    slug: "under-the-hood",
    title: "Under the hood",
    katas: [
      kata("first-kernel", "A shader of your own", "read-back"),
      kata("strides", "Views move no data", "meet-device"),
      kata("batched-submit", "Recording before submitting", "first-kernel"),
      kata("grad-of-buffer", "What gets no gradient", "register-buffer"),
    ],
  },
  {
    slug: "graduation",
    title: "Graduation",
    katas: [
      kata("your-module", "The library's tests, your Module", "persistence-flip"),
      kata("the-notebook", "The notebook on your Module", "your-module", "causal-attention"),
    ],
  },
];

/** All katas, in order. */
export const katas: readonly Kata[] = arcs.flatMap((arc) => arc.katas);
