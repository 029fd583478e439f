// Adam's step in one pass over its four arrays, where the rules one by one read and write ten.
import { madd } from "./shared/float";

/** Changes parameter, mean and square in place; see `adamStep` in src/device/fused.ts. */
export function adam(
  p: usize,
  g: usize,
  mean: usize,
  square: usize,
  count: i32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  eps: f32,
  decay: f32,
  weightDecay: f32,
  root: f32,
  size: f32,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2);
  const e = f32x4.splat(eps), d = f32x4.splat(decay), w = f32x4.splat(weightDecay);
  const inverseRoot = f32x4.splat(1 / root), s = f32x4.splat(size);
  const bytes = <usize> count << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const old = v128.load(p + at);
    const grad = madd(old, w, v128.load(g + at));
    const m = madd(v128.load(mean + at), b1, f32x4.mul(grad, r1));
    const v = madd(v128.load(square + at), b2, f32x4.mul(f32x4.mul(grad, grad), r2));
    v128.store(mean + at, m);
    v128.store(square + at, v);
    const step = f32x4.div(f32x4.mul(m, s), madd(f32x4.sqrt(v), inverseRoot, e));
    v128.store(p + at, madd(old, d, step));
  }
  for (; at < bytes; at += 4) {
    const old = load<f32>(p + at);
    const grad = old * weightDecay + load<f32>(g + at);
    const m = load<f32>(mean + at) * beta1 + grad * rest1;
    const v = load<f32>(square + at) * beta2 + grad * grad * rest2;
    store<f32>(mean + at, m);
    store<f32>(square + at, v);
    store<f32>(p + at, old * decay + m * size / (sqrt(v) / root + eps));
  }
}
