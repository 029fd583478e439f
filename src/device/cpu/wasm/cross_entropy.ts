// The cross-entropy of scores and classes without the probabilities in between: one pass where there were ten.
import { exponentials, sumOfExponentials } from "./shared/exponentials";
import { log1 } from "./shared/float";
import { rowMax, scaleRow } from "./shared/rows";

/** The loss of each row, 0 where its class is to be ignored, and the logarithm of its summed exponentials. */
export function crossEntropy(
  x: usize,
  target: usize,
  losses: usize,
  logSum: usize,
  rows: i32,
  columns: i32,
  ignored: i32,
): void {
  const bytes = <usize> columns << 2;
  for (let row = 0; row < rows; row++, x += bytes, target += 4, losses += 4, logSum += 4) {
    const m = rowMax(x, columns);
    const log = log1(<f32> sumOfExponentials(x, columns, m));
    store<f32>(logSum, m + log);
    const t = load<i32>(target);
    store<f32>(losses, t == ignored ? 0 : (m - load<f32>(x + (<usize> t << 2))) + log);
  }
}

/** The gradient of the scores: (softmax - 1 where the class is) times the gradient of the loss. */
export function crossEntropyBackward(
  g: usize,
  x: usize,
  target: usize,
  logSum: usize,
  gx: usize,
  rows: i32,
  columns: i32,
  ignored: i32,
): void {
  const bytes = <usize> columns << 2;
  for (let row = 0; row < rows; row++, g += 4, x += bytes, target += 4, logSum += 4, gx += bytes) {
    const t = load<i32>(target);
    if (t == ignored) {
      memory.fill(gx, 0, bytes);
      continue;
    }
    exponentials(x, gx, columns, load<f32>(logSum));
    const place = gx + (<usize> t << 2);
    store<f32>(place, load<f32>(place) - 1);
    scaleRow(gx, columns, load<f32>(g));
  }
}
