/**
 * What to do when tensors of two devices meet inside a module: the error names the tensor that was left
 * behind, and the line to write.
 *
 * @module
 */
import type { Device } from "../device/registry.ts";
import { RuntimeError } from "../errors.ts";
import { formatShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";
import { isModule, registryOf } from "./registry.ts";

/** A tensor, or a module in a plain list, that `to` does not move. */
interface Stray {
  /** The class in whose constructor it should be registered. */
  readonly owner: string;
  /** From the root to the module that holds it. */
  readonly path: string;
  /** The attribute, and the place in the list, object or Map that it holds: `masks[0]`. */
  readonly label: string;
  /** Whether it stands in such a list. */
  readonly nested: boolean;
  readonly value: Tensor | Module;
  readonly home: Device;
}

const advised = new WeakSet<Error>();

/**
 * Puts advice in the place of an error's second line, once, where it is about tensors of two devices.
 *
 * @param error what was thrown
 * @param module the outermost module that was running
 * @param inputs what its forward was called with
 */
export function adviseOnDevices(error: unknown, module: Module, inputs: readonly unknown[]): void {
  if (!(error instanceof RuntimeError) || error.code !== "device-mismatch") return;
  if (advised.has(error)) return;
  advised.add(error);
  const advice = [
    ...aboutStrays(module, inputs),
    ...aboutParameters(module),
    ...aboutInputs(module, inputs),
  ];
  if (advice.length === 0) return;
  const before = error.message;
  error.message = [before.split("\n", 1)[0], ...advice].join("\n");
  // What is not caught is printed from the stack, which has the message in it.
  error.stack = error.stack?.replace(before, () => error.message);
}

function* aboutStrays(root: Module, inputs: readonly unknown[]): Generator<string> {
  const groups = Map.groupBy(strays(root, inputs), ({ owner, label }) => `${owner}.${label}`);
  for (const [stray, ...others] of groups.values()) yield describe(stray!, others.length);
}

function describe({ owner, path, label, nested, value, home }: Stray, others: number): string {
  const what = value instanceof Tensor
    ? `shape ${formatShape(value.shape)}, is on ${value.device}`
    : `a module in a plain list or object, is on ${homeOf(value)}`;
  const more = others === 0 ? "" : ` (and ${others} more like it)`;
  return `${path}.${label}${more}, ${what}, the module on ${home}: ` +
    "to() moves only parameters, buffers and child modules.\n" +
    `In the constructor of ${owner} write: ${line(value, label, nested)}`;
}

/** What to write in the place of the assignment. */
function line(value: Tensor | Module, label: string, nested: boolean): string {
  const [attribute] = label.split(/[.[]/, 1) as [string];
  if (!(value instanceof Tensor)) {
    const container = label.includes("[") ? "ModuleList" : "ModuleDict";
    return `this.${attribute} = new ${container}(<what you assign to this.${attribute} now>)`;
  }
  const name = nested ? label.replaceAll(/[^\w$]+/g, "_").replace(/_$/, "") : label;
  const now = `<what you assign to this.${label} now>`;
  return value.requiresGrad && value.isLeaf
    ? `this.registerParameter("${name}", new Parameter(${now}))`
    : `this.registerBuffer("${name}", ${now})`;
}

/** Everything below a module that `to` does not move and that lives elsewhere than what it moves. */
function* strays(root: Module, inputs: readonly unknown[]): Generator<Stray> {
  const fallback = homeOf(root) ?? inputs.find((input) => input instanceof Tensor)?.device;
  for (const [path, module] of root.namedModules({ prefix: root.constructor.name })) {
    const home = homeOf(module) ?? fallback;
    if (home === undefined) continue;
    const owner = module.constructor.name;
    for (const [name, attribute] of registryOf(module).plain()) {
      for (const [place, value] of within(attribute)) {
        const nested = place !== "";
        const strayed = value instanceof Tensor
          ? differs(value, home)
          : nested && isModule(value) && (homeOf(value) ?? home) !== home;
        if (strayed) yield { owner, path, label: name + place, nested, value, home };
      }
    }
  }
}

/** Where the parameters and buffers of a module live. */
function homeOf(module: Module): Device | undefined {
  for (const { device } of module.parameters()) return device;
  for (const { device } of module.buffers()) return device;
  return undefined;
}

/** An attribute itself, or what stands in it one level deep. */
function* within(attribute: unknown): Generator<[place: string, value: Tensor | Module]> {
  if (attribute instanceof Tensor || isModule(attribute)) return yield ["", attribute];
  for (const [place, value] of placesIn(attribute)) {
    if (value instanceof Tensor || isModule(value)) yield [place, value];
  }
}

function placesIn(attribute: unknown): Iterable<[place: string, value: unknown]> {
  if (typeof attribute !== "object" || attribute === null) return [];
  if (Array.isArray(attribute)) return attribute.map((value, i) => [`[${i}]`, value]);
  if (attribute instanceof Map) {
    return [...attribute].map(([key, value]) => [`.get(${JSON.stringify(key)})`, value]);
  }
  if (Object.getPrototypeOf(attribute) !== Object.prototype) return [];
  return Object.entries(attribute).map(([key, value]) => [`.${key}`, value]);
}

/** Single numbers on the CPU go along with any device. */
function differs({ device, ndim }: Tensor, home: Device): boolean {
  return device !== home && !(device.type === "cpu" && ndim === 0);
}

function* aboutParameters(root: Module): Generator<string> {
  const prefix = root.constructor.name;
  const [first, ...others] = [
    ...root.namedParameters({ prefix }),
    ...root.namedBuffers({ prefix }),
  ];
  for (const [path, { device }] of others) {
    const [firstPath, { device: firstDevice }] = first!;
    if (device === firstDevice) continue;
    yield `${path} is on ${device}, ${firstPath} on ${firstDevice}: ` +
      `to("${firstDevice.type}") of the whole module moves both.`;
    return;
  }
}

function* aboutInputs(root: Module, inputs: readonly unknown[]): Generator<string> {
  const home = homeOf(root);
  if (home === undefined) return;
  for (const [i, input] of inputs.entries()) {
    if (!(input instanceof Tensor) || !differs(input, home)) continue;
    yield `forward's argument ${i + 1} is on ${input.device}, the module on ${home}: ` +
      "write x.to(model.device).";
  }
}
