/**
 * What to say when operands are no tensors, or tensors of two devices.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { pythonTypeName } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Operand } from "./row.ts";

/** The error for tensors on different devices, in PyTorch's words. */
export function deviceMismatch(operation: string, operands: readonly Operand[]): RuntimeError {
  const tensors = operands.filter((x) => x instanceof Tensor);
  const [self, second] = tensors;
  if (operation === "maskedFill" && self !== undefined && second !== undefined) {
    return new RuntimeError(
      "device-mismatch",
      `expected self and mask to be on the same device, but got mask on ${second.device} and self on ${self.device}`,
      `Move one of them: mask.to("${self.device.type}").`,
    );
  }
  const first = self?.device;
  const other = tensors.find((x) => x.device !== first)?.device;
  return new RuntimeError(
    "device-mismatch",
    `Expected all tensors to be on the same device, but found at least two devices, ${first} and ${other}!`,
    `Move one of them with to("${first?.type}") or to("${other?.type}") before ${operation}.`,
  );
}

/**
 * Checks that operands are tensors, and share a device.
 *
 * @param operation PyTorch's name of the operation
 * @param operands each under its name in PyTorch
 * @throws {TypeError} `mm(): argument 'mat2' must be Tensor, not int`
 */
export function requireTensors(
  operation: string,
  operands: Readonly<Record<string, Tensor>>,
): void {
  for (const [name, x] of Object.entries(operands)) {
    if (x instanceof Tensor) continue;
    throw new TypeError(
      `${operation}(): argument '${name}' must be Tensor, not ${
        pythonTypeName(x)
      }\nMake it a tensor first: tensor(value).`,
    );
  }
  requireSameDevice(operation, ...Object.values(operands));
}

/** Checks that tensors share a device. */
export function requireSameDevice(operation: string, ...tensors: readonly Tensor[]): void {
  if (tensors.some((x) => x.device !== tensors[0]!.device)) {
    throw deviceMismatch(operation, tensors);
  }
}
