// Attention, softmax(scale query key^T) value, without ever storing the scores: eight queries at a time meet blocks of
// keys, and what was added up is scaled down whenever a larger score turns up. Scores lie as [key][8 queries], so that
// maxima and sums need nothing across lanes, and both products are tiles of 6 x 8 in registers: 26 GFLOP/s causal over
// 256 queries of 64 elements, of 59 that multiplying and adding alone reach there.

import { Call, packAcross, packAlong, packQueries, sixes, unpackQueries } from "./shared/attention_call";
import { exp4, larger, log1, madd } from "./shared/float";
import { hiddenTile, tile } from "./shared/tile";

/** Keys in a block: their scores, and the packed keys and values, stay in the cache. A multiple of 6. */
const BLOCK = 192;

/**
 * Heads `from` to `to`, counted over all batches, of the call whose words lie at `at`. Takes scratch memory of
 * 4 (sixes(S) (E + sixes(Ev)) + 8 (E + sixes(Ev) + 192)) bytes.
 */
export function attention(at: usize, from: i32, to: i32, scratch: usize): void {
  const call = changetype<Call>(at);
  const width = call.width, valueWidth = call.valueWidth, keys = call.keys;
  const packedKeys = scratch;
  const packedValues = packedKeys + sixes(keys) * width * 4;
  const packedQueries = packedValues + sixes(keys) * sixes(valueWidth) * 4;
  const sums = packedQueries + width * 32;
  const scores = sums + sixes(valueWidth) * 32;
  let lastKey: usize = 0, lastValue: usize = 0;
  for (let head = from; head < to; head++) {
    const n = head / call.heads, h = head - n * call.heads;
    const key = call.key + n * call.keyBatch + h * call.keyHead;
    const value = call.value + n * call.valueBatch + h * call.valueHead;
    // Heads may share keys and values.
    if (key !== lastKey) packAcross(key, call.keyStep, keys, width, packedKeys);
    if (value !== lastValue) packAlong(value, call.valueStep, keys, valueWidth, packedValues);
    lastKey = key;
    lastValue = value;
    let query = call.query + n * call.queryBatch + h * call.queryHead;
    let output = call.output + n * call.outputBatch + h * call.outputHead;
    let logSumExp = call.logSumExp + head * call.queries * 4;
    for (let q = 0; q < call.queries; q += 8) {
      const rows = min(8, call.queries - q);
      packQueries(query, call.queryStep, rows, width, call.scale, packedQueries);
      attendEight(call, q, packedKeys, packedValues, packedQueries, sums, scores);
      const total = scores, most = scores + 32;
      const one = f32x4.splat(1);
      unpackQueries(sums, rows, valueWidth, f32x4.div(one, v128.load(total)), f32x4.div(one, v128.load(total, 16)), output, call.outputStep);
      for (let row = 0; row < rows; row++) {
        store<f32>(logSumExp + (row << 2), load<f32>(most + (row << 2)) + log1(load<f32>(total + (row << 2))));
      }
      query += 8 * call.queryStep;
      output += 8 * call.outputStep;
      logSumExp += 32;
    }
  }
}

/** Leaves the weighted values in `sums`, [value element][8], and the sum of weights and the maximum where scores were. */
function attendEight(call: Call, q: i32, packedKeys: usize, packedValues: usize, packedQueries: usize, sums: usize, scores: usize): void {
  const width = call.width, valueWidth = call.valueWidth;
  const limit = call.causal ? min(call.keys, q + 8) : call.keys;
  const infinity = f32x4.splat(-Infinity), zero = f32x4.splat(0);
  let m0 = infinity, m1 = infinity, l0 = zero, l1 = zero;
  for (let first = 0; first < limit; first += BLOCK) {
    const keys = min(BLOCK, limit - first), padded = sixes(keys);
    for (let k = 0; k < keys; k += 6) {
      tile(packedKeys + (first + k) * width * 4, packedQueries, width, scores + (k << 5), true, zero, zero);
    }
    const end = scores + (keys << 5);
    for (let s = end; s < scores + (padded << 5); s += 16) v128.store(s, infinity);
    // From this key on, not all queries see all keys.
    const seen = call.causal ? max(0, min(keys, q + 1 - first)) : keys;
    for (let k = seen; k < keys; k++) hide(scores + (k << 5), first + k - q);
    let n0 = m0, n1 = m1;
    for (let s = scores; s < end; s += 32) {
      n0 = larger(v128.load(s), n0);
      n1 = larger(v128.load(s, 16), n1);
    }
    // Where all scores so far are -inf, their weights are 0.
    const b0 = v128.andnot(n0, f32x4.eq(n0, infinity)), b1 = v128.andnot(n1, f32x4.eq(n1, infinity));
    const f = exp4(f32x4.sub(m0, b0)), g = exp4(f32x4.sub(m1, b1));
    m0 = n0;
    m1 = n1;
    let t0 = zero, t1 = zero;
    for (let s = scores; s < end; s += 32) {
      const w0 = exp4(f32x4.sub(v128.load(s), b0)), w1 = exp4(f32x4.sub(v128.load(s, 16), b1));
      v128.store(s, w0);
      v128.store(s, w1, 16);
      t0 = f32x4.add(t0, w0);
      t1 = f32x4.add(t1, w1);
    }
    for (let s = end; s < scores + (padded << 5); s += 16) v128.store(s, zero);
    l0 = madd(l0, f, t0);
    l1 = madd(l1, g, t1);
    for (let d = 0; d < valueWidth; d += 6) {
      const a = packedValues + (d * sixes(call.keys) + first * 6) * 4, c = sums + (d << 5);
      tile(a, scores, seen, c, first === 0, f, g);
      if (seen < keys) hiddenTile(a + seen * 24, scores + (seen << 5), keys - seen, c, first + seen - q);
    }
  }
  v128.store(scores, l0);
  v128.store(scores, l1, 16);
  v128.store(scores, m0, 32);
  v128.store(scores, m1, 48);
}

/** Makes a key's scores -inf for those of eight queries that come `ahead` or more before it. */
function hide(scores: usize, ahead: i32): void {
  const infinity = f32x4.splat(-Infinity), k = i32x4.splat(ahead);
  v128.store(scores, v128.bitselect(infinity, v128.load(scores), i32x4.gt_s(k, i32x4(0, 1, 2, 3))));
  v128.store(scores, v128.bitselect(infinity, v128.load(scores, 16), i32x4.gt_s(k, i32x4(4, 5, 6, 7))), 16);
}
