/** Convolutions against PyTorch's values, gradients, second derivatives and errors. */
import { assertEquals } from "@std/assert";
import { arange, nn, ones } from "@hibana/hibana";
import fixture from "./fixtures/conv.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second" });

onEachDevice("windows of more than 64 MiB are worked off in parts", (device) => {
  // Three times 24 MB of windows are two parts of the batch, 76 MB two parts of a row.
  for (const [batch, length, kernel] of [[3, 20_299, 300], [1, 20_999, 1000]] as const) {
    const numbers = (count: number, cycle: number) =>
      arange(count).remainder(cycle).sub(Math.floor(cycle / 2)).float().to(device);
    const x = numbers(batch * length, 7).view(batch, 1, length).requiresGrad_();
    const w = ones(1, 1, kernel, { device, requiresGrad: true });
    const y = nn.functional.conv1d(x, w);
    const values = Float32Array.from(x.toTypedArray());
    const sums = new Float32Array(y.numel);
    for (let i = 0; i < sums.length; i++) {
      const start = i + Math.floor(i / 20_000) * (kernel - 1);
      sums[i] = values.slice(start, start + kernel).reduce((a, b) => a + b, 0);
    }
    assertEquals(y.toTypedArray(), sums);
    // All are sums of the same whole numbers.
    const g = numbers(y.numel, 5).view(y.shape);
    y.backward(g);
    const total = y.mul(g).sum().item();
    assertEquals([x.mul(x.grad!).sum().item(), w.mul(w.grad!).sum().item()], [total, total]);
  }
});
