// The gradients of attention. Scores are computed once more, eight queries by a block of keys at a time, and turned to
// weights by the log of summed exponentials that the forward pass kept; with them, products of 6 x 8 tiles as there.

import { Call, eights, packAcross, packAlong, packQueries, sixes, unpackQueries } from "./shared/attention_call";
import { exp4 } from "./shared/float";
import { hiddenOuterTile, hiddenTile, outerTile, tile } from "./shared/tile";

/** Keys in a block: their weights, and gradients of scores, stay in the cache. A multiple of 6. */
const BLOCK = 192;

/** Where in scratch memory things lie. */
@unmanaged
class Room {
  keysAcross: usize;
  keysAlong: usize;
  valuesAcross: usize;
  gradKeys: usize;
  gradValues: usize;
  queries: usize;
  grads: usize;
  queryRows: usize;
  gradRows: usize;
  gradQueries: usize;
  logSumExp: usize;
  delta: usize;
  weights: usize;
  gradScores: usize;
  end: usize;
}

/** Lays out scratch memory for a call: how many bytes that takes, and the addresses, unless `room` is 0. */
export function attentionBackwardScratch(at: usize, room: usize): i32 {
  const call = changetype<Call>(at);
  const keys = sixes(call.keys), width = call.width, valueWidth = call.valueWidth;
  let next = room + offsetof<Room>();
  next = (next + 63) & -64;
  const keysAcross = next;
  const keysAlong = keysAcross + keys * width * 4;
  const valuesAcross = keysAlong + keys * sixes(width) * 4;
  const gradKeys = valuesAcross + keys * valueWidth * 4;
  const gradValues = gradKeys + keys * eights(width) * 4;
  const queries = gradValues + keys * eights(valueWidth) * 4;
  const grads = queries + width * 32;
  const queryRows = grads + valueWidth * 32;
  const gradRows = queryRows + eights(width) * 32;
  const gradQueries = gradRows + eights(valueWidth) * 32;
  const logSumExp = gradQueries + sixes(width) * 32;
  const weights = logSumExp + 64;
  const gradScores = weights + BLOCK * 32;
  const end = gradScores + BLOCK * 32;
  if (room !== 0) {
    const r = changetype<Room>(room);
    r.keysAcross = keysAcross;
    r.keysAlong = keysAlong;
    r.valuesAcross = valuesAcross;
    r.gradKeys = gradKeys;
    r.gradValues = gradValues;
    r.queries = queries;
    r.grads = grads;
    r.queryRows = queryRows;
    r.gradRows = gradRows;
    r.gradQueries = gradQueries;
    r.logSumExp = logSumExp;
    r.delta = logSumExp + 32;
    r.weights = weights;
    r.gradScores = gradScores;
    r.end = end;
  }
  return <i32> (end - room) + 64;
}

/** The gradients of heads `from` to `to`, counted over all batches, of the call whose words lie at `at`. */
export function attentionBackward(at: usize, from: i32, to: i32, scratch: usize): void {
  attentionBackwardScratch(at, scratch);
  const call = changetype<Call>(at), room = changetype<Room>(scratch);
  const width = call.width, valueWidth = call.valueWidth, keys = call.keys;
  for (let head = from; head < to; head++) {
    const n = head / call.heads, h = head - n * call.heads;
    const key = call.key + n * call.keyBatch + h * call.keyHead;
    packAcross(key, call.keyStep, keys, width, room.keysAcross);
    packAlong(key, call.keyStep, keys, width, room.keysAlong);
    packAcross(call.value + n * call.valueBatch + h * call.valueHead, call.valueStep, keys, valueWidth, room.valuesAcross);
    memory.fill(room.gradKeys, 0, room.queries - room.gradKeys);
    let query = call.query + n * call.queryBatch + h * call.queryHead;
    let grad = call.grad + n * call.gradBatch + h * call.gradHead;
    let output = call.output + n * call.outputBatch + h * call.outputHead;
    let gradQuery = call.gradQuery + n * call.gradQueryBatch + h * call.gradQueryHead;
    let logSumExp = call.logSumExp + head * call.queries * 4;
    for (let q = 0; q < call.queries; q += 8) {
      const rows = min(8, call.queries - q);
      packQueries(query, call.queryStep, rows, width, call.scale, room.queries);
      packQueries(grad, call.gradStep, rows, valueWidth, 1, room.grads);
      turn(room.queries, width, room.queryRows);
      turn(room.grads, valueWidth, room.gradRows);
      for (let row = 0; row < 8; row++) {
        // A query that is not there weighs nothing.
        const there = row < rows;
        store<f32>(room.logSumExp + (row << 2), there ? load<f32>(logSumExp + (row << 2)) : Infinity);
        store<f32>(room.delta + (row << 2), there ? dot(grad + row * call.gradStep, output + row * call.outputStep, valueWidth) : 0);
      }
      eightBackward(call, room, q);
      const scale = f32x4.splat(call.scale);
      unpackQueries(room.gradQueries, rows, width, scale, scale, gradQuery, call.gradQueryStep);
      query += 8 * call.queryStep;
      grad += 8 * call.gradStep;
      output += 8 * call.outputStep;
      gradQuery += 8 * call.gradQueryStep;
      logSumExp += 32;
    }
    unpackTiles(room.gradKeys, keys, width, call.gradKey + n * call.gradKeyBatch + h * call.gradKeyHead, call.gradKeyStep);
    unpackTiles(room.gradValues, keys, valueWidth, call.gradValue + n * call.gradValueBatch + h * call.gradValueHead, call.gradValueStep);
  }
}

/** What eight queries have to do with all the gradients of their head. */
function eightBackward(call: Call, room: Room, q: i32): void {
  const width = call.width, valueWidth = call.valueWidth;
  const limit = call.causal ? min(call.keys, q + 8) : call.keys;
  const one = f32x4.splat(1);
  const weights = room.weights, gradScores = room.gradScores;
  for (let first = 0; first < limit; first += BLOCK) {
    const keys = min(BLOCK, limit - first), padded = sixes(keys);
    for (let k = 0; k < keys; k += 6) {
      tile(room.keysAcross + (first + k) * width * 4, room.queries, width, weights + (k << 5), true, one, one);
      tile(room.valuesAcross + (first + k) * valueWidth * 4, room.grads, valueWidth, gradScores + (k << 5), true, one, one);
    }
    // From this key on, not all queries see all keys.
    const seen = call.causal ? max(0, min(keys, q + 1 - first)) : keys;
    softmaxBackward(room, keys, seen, first - q);
    if (padded > keys) {
      memory.fill(weights + (keys << 5), 0, (padded - keys) << 5);
      memory.fill(gradScores + (keys << 5), 0, (padded - keys) << 5);
    }
    for (let d = 0; d < width; d += 6) {
      const a = room.keysAlong + (d * sixes(call.keys) + first * 6) * 4, c = room.gradQueries + (d << 5);
      tile(a, gradScores, seen, c, first === 0, one, one);
      if (seen < keys) hiddenTile(a + seen * 24, gradScores + (seen << 5), keys - seen, c, first + seen - q);
    }
    for (let k = 0; k < keys; k += 6) {
      // Tiles at the diagonal must take nothing, NaN or not, from queries that do not see their keys.
      const ahead = first + k - q, whole = !call.causal || ahead <= -5;
      let c = room.gradValues + (first + k) * eights(valueWidth) * 4;
      for (let b = room.gradRows; b < room.gradQueries; b += 256, c += 192) {
        if (whole) outerTile(weights + (k << 5), b, c);
        else hiddenOuterTile(weights + (k << 5), b, c, ahead);
      }
      c = room.gradKeys + (first + k) * eights(width) * 4;
      for (let b = room.queryRows; b < room.gradRows; b += 256, c += 192) {
        if (whole) outerTile(gradScores + (k << 5), b, c);
        else hiddenOuterTile(gradScores + (k << 5), b, c, ahead);
      }
    }
  }
}

/** Scores become weights, and the gradients of weights those of scores; 0 for keys that a query does not see. */
function softmaxBackward(room: Room, keys: i32, seen: i32, ahead: i32): void {
  const l0 = v128.load(room.logSumExp), l1 = v128.load(room.logSumExp, 16);
  const d0 = v128.load(room.delta), d1 = v128.load(room.delta, 16);
  let w = room.weights, g = room.gradScores;
  for (let k = 0; k < keys; k++, w += 32, g += 32) {
    let p0 = exp4(f32x4.sub(v128.load(w), l0)), p1 = exp4(f32x4.sub(v128.load(w, 16), l1));
    let g0 = f32x4.mul(p0, f32x4.sub(v128.load(g), d0)), g1 = f32x4.mul(p1, f32x4.sub(v128.load(g, 16), d1));
    if (k >= seen) {
      const at = i32x4.splat(k + ahead);
      const hide0 = i32x4.gt_s(at, i32x4(0, 1, 2, 3)), hide1 = i32x4.gt_s(at, i32x4(4, 5, 6, 7));
      p0 = v128.andnot(p0, hide0);
      p1 = v128.andnot(p1, hide1);
      g0 = v128.andnot(g0, hide0);
      g1 = v128.andnot(g1, hide1);
    }
    v128.store(w, p0);
    v128.store(w, p1, 16);
    v128.store(g, g0);
    v128.store(g, g1, 16);
  }
}

/** [column][8 rows] as [column / 8][8 rows][8 columns]; columns that are not there are 0. */
function turn(from: usize, columns: i32, to: usize): void {
  if ((columns & 7) !== 0) memory.fill(to + (columns >> 3) * 256, 0, 256);
  for (let i = 0; i < columns; i++, from += 32) {
    const at = to + ((i >> 3) << 8) + ((i & 7) << 2);
    for (let row = 0; row < 32; row += 4) store<f32>(at + (row << 3), load<f32>(from + row));
  }
}

/** [row / 6][column / 8][6][8] as rows. */
function unpackTiles(from: usize, rows: i32, columns: i32, to: usize, step: i32): void {
  for (let row = 0; row < rows; row++, to += step) {
    let at = from + (row / 6) * eights(columns) * 24 + (row % 6) * 32;
    let i = 0;
    for (; i <= columns - 8; i += 8, at += 192) {
      v128.store(to + (i << 2), v128.load(at));
      v128.store(to + (i << 2), v128.load(at, 16), 16);
    }
    for (; i < columns; i++, at += 4) store<f32>(to + (i << 2), load<f32>(at));
  }
}

/** The sum of products of two rows. */
function dot(a: usize, b: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let i = 0; i < count << 2; i += 4) sum += <f64> load<f32>(a + i) * <f64> load<f32>(b + i);
  return <f32> sum;
}
