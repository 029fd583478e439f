// Attention of a single query, as in decoding with a cache of keys: memory is the limit, so keys and values are read
// once, where they are, four keys at a time.

import { Call } from "./shared/attention_call";
import { exp1, exp4, larger, log1, madd, max4, sum4 } from "./shared/float";

/** `attention` for calls of one query, which sees all keys. Takes 4 S + 16 bytes of scratch memory. */
export function attentionOne(at: usize, from: i32, to: i32, scratch: usize): void {
  const call = changetype<Call>(at);
  const keys = call.keys, scale = call.scale;
  for (let head = from; head < to; head++) {
    const n = head / call.heads, h = head - n * call.heads;
    const query = call.query + n * call.queryBatch + h * call.queryHead;
    const key = call.key + n * call.keyBatch + h * call.keyHead;
    const value = call.value + n * call.valueBatch + h * call.valueHead;
    const output = call.output + n * call.outputBatch + h * call.outputHead;
    weigh(query, key, call.keyStep, keys, call.width, scale, scratch);
    const most = largest(scratch, keys);
    const total = exponentials(scratch, keys, most === -Infinity ? 0 : most);
    const inverse: f32 = 1 / total;
    let d = 0;
    for (; d <= call.valueWidth - 16; d += 16) mixSixteen(scratch, value + (d << 2), call.valueStep, keys, inverse, output + (d << 2));
    for (; d < call.valueWidth; d++) {
      let sum: f32 = 0;
      for (let k = 0; k < keys; k++) sum += load<f32>(scratch + (k << 2)) * load<f32>(value + k * call.valueStep + (d << 2));
      store<f32>(output + (d << 2), sum * inverse);
    }
    store<f32>(call.logSumExp + (head << 2), most + log1(total));
  }
}

/** The scores of all keys. */
function weigh(query: usize, key: usize, step: i32, keys: i32, width: i32, scale: f32, to: usize): void {
  const whole = width & -4;
  let k = 0;
  for (; k <= keys - 4; k += 4, key += step * 4, to += 16) {
    const second = key + step, third = second + step, fourth = third + step;
    let a = f32x4.splat(0), b = a, c = a, d = a;
    let i = 0;
    for (; i < whole << 2; i += 16) {
      const q = v128.load(query + i);
      a = madd(q, v128.load(key + i), a);
      b = madd(q, v128.load(second + i), b);
      c = madd(q, v128.load(third + i), c);
      d = madd(q, v128.load(fourth + i), d);
    }
    let w = sum4(a), x = sum4(b), y = sum4(c), z = sum4(d);
    for (; i < width << 2; i += 4) {
      const q = load<f32>(query + i);
      w += q * load<f32>(key + i);
      x += q * load<f32>(second + i);
      y += q * load<f32>(third + i);
      z += q * load<f32>(fourth + i);
    }
    store<f32>(to, w * scale);
    store<f32>(to, x * scale, 4);
    store<f32>(to, y * scale, 8);
    store<f32>(to, z * scale, 12);
  }
  for (; k < keys; k++, key += step, to += 4) {
    let sum: f32 = 0;
    for (let i = 0; i < width << 2; i += 4) sum += load<f32>(query + i) * load<f32>(key + i);
    store<f32>(to, sum * scale);
  }
}

/** The largest score; NaN may or may not count. */
function largest(scores: usize, keys: i32): f32 {
  let most = f32x4.splat(-Infinity), k = 0;
  for (; k <= keys - 4; k += 4) most = larger(v128.load(scores + (k << 2)), most);
  let result = max4(most);
  for (; k < keys; k++) {
    const x = load<f32>(scores + (k << 2));
    if (x > result) result = x;
  }
  return result;
}

/** Leaves e^(score - shift) where scores were, and gives their sum. */
function exponentials(scores: usize, keys: i32, shift: f32): f32 {
  const s = f32x4.splat(shift);
  let sum = f32x4.splat(0), k = 0;
  for (; k <= keys - 4; k += 4) {
    const e = exp4(f32x4.sub(v128.load(scores + (k << 2)), s));
    v128.store(scores + (k << 2), e);
    sum = f32x4.add(sum, e);
  }
  let total = sum4(sum);
  for (; k < keys; k++) {
    const e = exp1(load<f32>(scores + (k << 2)) - shift);
    store<f32>(scores + (k << 2), e);
    total += e;
  }
  return total;
}

/** Sixteen elements of the weighted values: two keys at a time, so that sums need not wait for each other. */
function mixSixteen(weights: usize, value: usize, step: i32, keys: i32, inverse: f32, to: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  let k = 0;
  for (; k <= keys - 2; k += 2, weights += 8, value += 2 * step) {
    const u = v128.load_splat<f32>(weights), w = v128.load_splat<f32>(weights, 4), next = value + step;
    a = madd(u, v128.load(value), a);
    b = madd(u, v128.load(value, 16), b);
    c = madd(u, v128.load(value, 32), c);
    d = madd(u, v128.load(value, 48), d);
    e = madd(w, v128.load(next), e);
    f = madd(w, v128.load(next, 16), f);
    g = madd(w, v128.load(next, 32), g);
    h = madd(w, v128.load(next, 48), h);
  }
  if (k < keys) {
    const u = v128.load_splat<f32>(weights);
    a = madd(u, v128.load(value), a);
    b = madd(u, v128.load(value, 16), b);
    c = madd(u, v128.load(value, 32), c);
    d = madd(u, v128.load(value, 48), d);
  }
  const i = f32x4.splat(inverse);
  v128.store(to, f32x4.mul(f32x4.add(a, e), i));
  v128.store(to, f32x4.mul(f32x4.add(b, f), i), 16);
  v128.store(to, f32x4.mul(f32x4.add(c, g), i), 32);
  v128.store(to, f32x4.mul(f32x4.add(d, h), i), 48);
}
