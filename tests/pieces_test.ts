/** Gradients of tensors that were cut into pieces, which come together in one go. */
import { assertEquals } from "@std/assert";
import { arange, autograd, type Tensor, tensor, zeros } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";

const CUTS: Record<string, (x: Tensor) => Tensor[]> = {
  split: (x) => x.split(2, 1),
  splitWithSizes: (x) => x.split([1, 0, 4], 1),
  chunk: (x) => x.chunk(3, 1),
  unbind: (x) => x.unbind(1),
};

onEachDevice("pieces that all count put their gradients side by side", (device) => {
  for (const [name, cut] of Object.entries(CUTS)) {
    const x = arange(10).float().view(2, 5).to(device).requiresGrad_();
    const pieces = cut(x);
    pieces.reduce((sum, piece, i) => sum.add(piece.mul(i + 1).sum()), zeros([], { device }))
      .backward();
    const which = cut(arange(5).view(1, 5).expand(2, 5)).map((piece, i) => piece.mul(0).add(i + 1));
    const want = zeros(2, 5);
    cut(want).forEach((part, i) => part.copy_(which[i]!));
    assertEquals([name, x.grad!.toArray()], [name, want.toArray()]);
  }
});

onEachDevice(
  "a piece that is not used has a gradient of zeros, and one used twice counts twice",
  (device) => {
    const x = tensor([1, 2, 3]).to(device).requiresGrad_();
    const [a, , c] = x.unbind();
    a!.mul(2).add(c!.mul(a!)).backward();
    assertEquals(x.grad!.toArray(), [5, 0, 1]);
  },
);

onEachDevice("the gradient of turned pieces lies as the whole did", (device) => {
  const whole = zeros(4, 3, 2, 5, { device }).requiresGrad_();
  const turned = whole.permute(1, 2, 0, 3);
  const seen: Tensor[] = [];
  turned.registerHook((grad) => void seen.push(grad));
  const [a, b, c] = turned.unbind(0);
  a!.add(b!.mul(2)).add(c!.mul(3)).sum().backward();
  assertEquals(seen[0]!.permute(2, 0, 1, 3).isContiguous(), true);
  assertEquals(
    whole.grad!.select(0, 3).select(1, 1).toArray(),
    [1, 2, 3].map((n) => Array(5).fill(n)),
  );
});

onEachDevice("gradients of pieces can be derived again", (device) => {
  const x = tensor([1, 2, 3, 4]).to(device).requiresGrad_();
  const [a, b] = x.split(2);
  const [grad] = autograd.grad([a!.mul(b!).square().sum()], [x], { createGraph: true });
  const [second] = autograd.grad([grad!.sum()], [x]);
  // d/dx of 2 a b^2 + 2 a^2 b.
  assertEquals(second!.toArray(), [30, 64, 14, 40]);
});

onEachDevice("a piece that was changed in place sends its gradient to the change", (device) => {
  const x = tensor([1, 2, 3, 4]).to(device).requiresGrad_();
  const copy = x.mul(1);
  const [a, b] = copy.split(2);
  a!.mul_(10);
  a!.sum().add(b!.sum()).add(copy.sum()).backward();
  assertEquals(x.grad!.toArray(), [20, 20, 2, 2]);
});
