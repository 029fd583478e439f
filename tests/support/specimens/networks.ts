/**
 * Functions of neural networks as the tests of properties call them.
 *
 * @module
 */
import { nn } from "@hibana/hibana";
import { indices, lettered, ofOne, type Specimens } from "./specimen.ts";

const F = nn.functional;

/** Convolutions, poolings, paddings and normalizations, by name. */
export const NETWORKS: Specimens = {
  linear: lettered(["abc", "dc", "d"], ([x, w, b]) => F.linear(x!, w!, b!)),
  embedding: lettered(["5a"], ([w], r) => F.embedding(indices(w!, [2, 3], 5, r), w!)),
  conv1d: lettered(
    ["ab6", "cb3", "c"],
    ([x, w, b], r) =>
      F.conv1d(x!, w!, b!, { stride: 1 + r % 2, padding: r % 3, dilation: 1 + r % 2 }),
  ),
  "conv2d in groups": lettered(
    ["a254", "4132", "4"],
    ([x, w, b], r) => F.conv2d(x!, w!, b!, { stride: [1, 1 + r % 2], padding: r % 2, groups: 2 }),
  ),
  conv3d: lettered(
    ["a1443", "b1222"],
    ([x, w], r) => F.conv3d(x!, w!, null, { stride: 1 + r % 2 }),
  ),
  convTranspose1d: lettered(
    ["ab3", "bc2", "c"],
    ([x, w, b], r) =>
      F.convTranspose1d(x!, w!, b!, { stride: 2, padding: r % 2, outputPadding: r % 2 }),
  ),
  convTranspose2d: lettered(
    ["a223", "2122"],
    ([x, w], r) => F.convTranspose2d(x!, w!, null, { groups: 2, dilation: 1 + r % 2 }),
  ),
  convTranspose3d: lettered(["a1222", "1b212"], ([x, w]) => F.convTranspose3d(x!, w!)),
  maxPool1d: lettered(
    ["ab7"],
    ([x], r) => F.maxPool1d(x!, 3, { stride: 1 + r % 3, padding: r % 2, ceilMode: r % 2 === 0 }),
  ),
  maxPool2d: lettered(["ab45"], ([x], r) => F.maxPool2d(x!, 2, { dilation: 1 + r % 2 })),
  maxPool3d: lettered(["a1433"], ([x]) => F.maxPool3d(x!, 2, { stride: 1 })),
  avgPool1d: lettered(
    ["ab7"],
    ([x], r) => F.avgPool1d(x!, 3, { stride: 2, padding: 1, countIncludePad: r % 2 === 0 }),
  ),
  avgPool2d: lettered(["ab54"], ([x], r) => F.avgPool2d(x!, 2, { ceilMode: r % 2 === 0 })),
  avgPool3d: lettered(["a1433"], ([x]) => F.avgPool3d(x!, 2, { stride: 1, divisorOverride: 3 })),
  lpPool1d: lettered(["ab6"], ([x]) => F.lpPool1d(x!, 3, 2), { ranges: [[0.3, 3]] }),
  lpPool2d: lettered(["ab44"], ([x]) => F.lpPool2d(x!, 2, 2), { ranges: [[0.3, 3]] }),
  adaptiveAvgPool1d: lettered(["ab7"], ([x]) => F.adaptiveAvgPool1d(x!, 3)),
  adaptiveAvgPool2d: lettered(["ab53"], ([x]) => F.adaptiveAvgPool2d(x!, [2, null])),
  adaptiveAvgPool3d: lettered(["a1342"], ([x]) => F.adaptiveAvgPool3d(x!, 2)),
  adaptiveMaxPool1d: lettered(["ab7"], ([x]) => F.adaptiveMaxPool1d(x!, 3)),
  adaptiveMaxPool2d: lettered(["ab53"], ([x]) => F.adaptiveMaxPool2d(x!, [2, 3])),
  adaptiveMaxPool3d: lettered(["a1342"], ([x]) => F.adaptiveMaxPool3d(x!, 2)),
  maxUnpool1d: lettered(["ab6"], ([x]) => {
    const [values, where] = F.maxPool1d(x!, 2, { returnIndices: true });
    return F.maxUnpool1d(values!, where!, 2);
  }),
  maxUnpool2d: lettered(["ab44"], ([x]) => {
    const [values, where] = F.maxPool2d(x!, 2, { returnIndices: true });
    return F.maxUnpool2d(values!, where!, 2);
  }),
  pad: ofOne((x, r) => F.pad(x, [r % 3, 1], { value: 2 }), { minRank: 1 }),
  "pad by a mirror": lettered(
    ["ab44"],
    ([x], r) => F.pad(x!, [r % 3, 1, 2, r % 2], { mode: "reflect" }),
  ),
  "pad by the edge": lettered(
    ["ab34"],
    ([x], r) => F.pad(x!, [r % 3, 1, 2, r % 2], { mode: "replicate" }),
  ),
  "pad by the other end": lettered(
    ["ab3"],
    ([x], r) => F.pad(x!, [r % 3, 1], { mode: "circular" }),
  ),
  batchNorm: lettered(
    ["3b4", "b", "b"],
    ([x, weight, bias]) => F.batchNorm(x!, null, null, { weight, bias, training: true }),
  ),
  instanceNorm: lettered(
    ["ab4", "b", "b"],
    ([x, weight, bias]) => F.instanceNorm(x!, null, null, { weight, bias }),
  ),
  layerNorm: lettered(
    ["ab4", "b4", "b4"],
    ([x, weight, bias]) => F.layerNorm(x!, weight!.shape, { weight, bias }),
  ),
  groupNorm: lettered(
    ["a43", "4", "4"],
    ([x, weight, bias]) => F.groupNorm(x!, 2, { weight, bias }),
  ),
  rmsNorm: lettered(["ab3", "3"], ([x, weight]) => F.rmsNorm(x!, [3], { weight })),
  localResponseNorm: lettered(["a43"], ([x]) => F.localResponseNorm(x!, 3, 0.3)),
  normalize: lettered(["a3b"], ([x], r) => F.normalize(x!, 2 + r % 2)),
  glu: lettered(["a4b"], ([x]) => F.glu(x!, 1)),
  "prelu of channels": lettered(["ab2", "b"], ([x, w]) => F.prelu(x!, w!)),
  softsign: ofOne((x) => F.softsign(x)),
  tanhshrink: ofOne((x) => F.tanhshrink(x)),
  softmin: ofOne((x) => F.softmin(x, -1)),
  relu6: ofOne((x) => F.relu6(x.mul(3))),
  maxUnpool3d: lettered(["a1222"], ([x]) => {
    const [values, where] = F.maxPool3d(x!, 2, { returnIndices: true });
    return F.maxUnpool3d(values!, where!, 2);
  }),
  bilinear: lettered(
    ["ab", "ac", "dbc", "d"],
    ([x, y, weight, bias]) => F.bilinear(x!, y!, weight!, bias!),
  ),
  embeddingBag: lettered(
    ["5a"],
    ([weight], r) =>
      F.embeddingBag(indices(weight!, [2, 3], 5, r), weight!, null, {
        mode: (["sum", "mean", "max"] as const)[r % 3],
      }),
  ),
  cosineSimilarity: lettered(["a3b", "13b"], ([x, y]) => F.cosineSimilarity(x!, y!)),
  pairwiseDistance: lettered(["ab", "ab"], ([x, y], r) => F.pairwiseDistance(x!, y!, 1 + r % 3)),
  "unfold of images": lettered(
    ["ab45"],
    ([x], r) => F.unfold(x!, [2, 3], { padding: r % 2, stride: 1 + r % 2 }),
  ),
  fold: lettered(["a44"], ([x]) => F.fold(x!, 3, 2)),
  pixelShuffle: lettered(["a4bc"], ([x]) => F.pixelShuffle(x!, 2)),
  pixelUnshuffle: lettered(["ab42"], ([x]) => F.pixelUnshuffle(x!, 2)),
  channelShuffle: lettered(["a4b"], ([x]) => F.channelShuffle(x!, 2)),
  "interpolate to the nearest": lettered(
    ["ab4"],
    ([x], r) => F.interpolate(x!, { size: 3 + r % 4 }),
  ),
  "interpolate by lines": lettered(
    ["ab3"],
    ([x], r) => F.interpolate(x!, { size: 5, mode: "linear", alignCorners: r % 2 === 0 }),
  ),
  "interpolate by planes": lettered(
    ["ab32"],
    ([x], r) =>
      F.interpolate(x!, { scaleFactor: 1.7, mode: "bilinear", alignCorners: r % 2 === 0 }),
  ),
  "interpolate by cubes": lettered(
    ["a132"],
    ([x]) => F.interpolate(x!, { size: [4, 5], mode: "bicubic" }),
  ),
  "interpolate by areas": lettered(["ab54"], ([x]) => F.interpolate(x!, { size: 3, mode: "area" })),
  scaledDotProductAttention: lettered(
    ["dab", "dcb", "dce"],
    ([q, k, v], r) => F.scaledDotProductAttention(q!, k!, v!, { isCausal: r % 2 === 0 }),
  ),
};
