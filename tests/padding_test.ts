/** Padding against PyTorch's values, gradients, second derivatives and errors; its layers. */
import { assert, assertEquals } from "@std/assert";
import { nn, ones, rand, type Tensor } from "@hibana/hibana";
import fixture from "./fixtures/padding.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

const { pad } = nn.functional;

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });

onEachDevice("padding layers compute what the function does", (device) => {
  const x = rand(2, 3, 4, 5, { device });
  const [plane, line] = [x.at(0), x.at(0, 0)];
  const six = [1, 2, 0, 1, 2, 1] as const;
  const four = [1, 2, 0, 1] as const;
  const pairs: [Tensor, Tensor][] = [
    [new nn.ConstantPad1d([1, -2], 0.5).forward(line), pad(line, [1, -2], { value: 0.5 })],
    [new nn.ConstantPad2d(2, -1).forward(line), pad(line, [2, 2, 2, 2], { value: -1 })],
    [new nn.ConstantPad3d(six, 3).forward(x), pad(x, six, { value: 3 })],
    [new nn.ZeroPad2d(four).forward(x), pad(x, four)],
    [new nn.ReflectionPad1d(1).forward(line), pad(line, [1, 1], { mode: "reflect" })],
    [new nn.ReflectionPad2d(four).forward(plane), pad(plane, four, { mode: "reflect" })],
    [new nn.ReflectionPad3d(six).forward(x), pad(x, six, { mode: "reflect" })],
    [new nn.ReplicationPad1d(1).forward(line), pad(line, [1, 1], { mode: "replicate" })],
    [new nn.ReplicationPad2d(four).forward(plane), pad(plane, four, { mode: "replicate" })],
    [new nn.ReplicationPad3d(six).forward(x), pad(x, six, { mode: "replicate" })],
    [new nn.CircularPad1d(1).forward(line), pad(line, [1, 1], { mode: "circular" })],
    [new nn.CircularPad2d(four).forward(plane), pad(plane, four, { mode: "circular" })],
    [new nn.CircularPad3d(six).forward(x), pad(x, six, { mode: "circular" })],
  ];
  for (const [i, [got, wanted]] of pairs.entries()) assert(got.equal(wanted), `${i}: ${got}`);
});

// PyTorch 1.13 pads no unbatched tensors circularly; later versions do.
onEachDevice("circular padding needs no batch", (device) => {
  const x = rand(2, 3, 4, { device });
  const batched = pad(x.unsqueeze(0), [1, 2, 3, 0], { mode: "circular" });
  assert(pad(x, [1, 2, 3, 0], { mode: "circular" }).equal(batched.squeeze(0)));
});

Deno.test("padding never shares memory with what it pads", () => {
  const x = ones(1, 2, 3);
  for (const mode of ["constant", "reflect", "replicate", "circular"] as const) {
    for (const padding of [[0, 0], [-1, 0]]) {
      assert(pad(x, padding, { mode }).storage !== x.storage, mode);
    }
  }
});

Deno.test("padding layers print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [new nn.ConstantPad1d(1, 2), "ConstantPad1d(padding=(1, 1), value=2)"],
    [new nn.ConstantPad2d([1, 2, 3, 4], 2.5), "ConstantPad2d(padding=(1, 2, 3, 4), value=2.5)"],
    [new nn.ConstantPad3d(1, 0), "ConstantPad3d(padding=(1, 1, 1, 1, 1, 1), value=0)"],
    [new nn.ZeroPad1d(1), "ZeroPad1d((1, 1))"],
    [new nn.ZeroPad2d(1), "ZeroPad2d((1, 1, 1, 1))"],
    [new nn.ZeroPad3d(1), "ZeroPad3d((1, 1, 1, 1, 1, 1))"],
    [new nn.ReflectionPad1d(1), "ReflectionPad1d((1, 1))"],
    [new nn.ReplicationPad3d(2), "ReplicationPad3d((2, 2, 2, 2, 2, 2))"],
    [new nn.CircularPad2d([1, 2, 3, 4]), "CircularPad2d((1, 2, 3, 4))"],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});
