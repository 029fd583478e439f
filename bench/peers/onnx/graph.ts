/** Writes ONNX models: nodes are added in order, and each names the value that it makes. */
import { Message } from "./protobuf.ts";

/** What a node is told besides its inputs. */
export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | { float: number }>
>;

type Type = "float" | "int64";

/** Field numbers and constants are those of onnx.proto. */
const DATA_TYPE: Record<Type, number> = { float: 1, int64: 7 };
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 };
const IR_VERSION = 9;
const OPSET = 20;

export class Graph {
  /** What must be handed over, by name. */
  readonly inputs: Record<string, Type> = {};
  /** What its outputs are called outside, by the names of values. */
  readonly titles: Record<string, string> = {};
  #nodes: Message[] = [];
  #constants: Message[] = [];
  #inputs: Message[] = [];
  #outputs: Message[] = [];
  #count = 0;

  /** What the caller hands over at each run. */
  input(name: string, shape: readonly number[], type: Type = "float"): string {
    this.inputs[name] = type;
    this.#inputs.push(valueInfo(name, shape, type));
    return name;
  }

  /** What it hands back under the name of a value, and what that is called outside. */
  output(name: string, title: string): void {
    this.titles[name] = title;
    this.#outputs.push(new Message().string(1, name).message(2, typeOf("float")));
  }

  /** What is part of the model: the runtime may lay it out as it likes. */
  constant(
    data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
    shape: readonly number[],
  ): string {
    const name = `constant${this.#count++}`;
    const tensor = new Message();
    for (const extent of shape) tensor.integer(1, extent);
    tensor.integer(2, DATA_TYPE[data instanceof Float32Array ? "float" : "int64"]);
    tensor.string(8, name);
    tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#constants.push(tensor);
    return name;
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  integers(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** Adds a node of one output. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(operator, inputs, 1, attributes)[0]!;
  }

  /** Adds a node of several outputs; `""` stands for an input that is left out. */
  nodes(
    operator: string,
    inputs: readonly string[],
    count: number,
    attributes: Attributes = {},
  ): string[] {
    const outputs = Array.from({ length: count }, () => `value${this.#count++}`);
    const node = new Message();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
    return outputs;
  }

  /** The file of the model. */
  finish(): Uint8Array<ArrayBuffer> {
    const graph = new Message().messages(1, this.#nodes).string(2, "bench")
      .messages(5, this.#constants).messages(11, this.#inputs).messages(12, this.#outputs);
    const opset = new Message().string(1, "").integer(2, OPSET);
    return new Message().integer(1, IR_VERSION).message(7, graph).message(8, opset).finish();
  }
}

function attribute(name: string, value: Attributes[string]): Message {
  const message = new Message().string(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, ATTRIBUTE_TYPE.int);
  if (typeof value === "string") return message.string(4, value).integer(20, ATTRIBUTE_TYPE.string);
  if ("float" in value) return message.float(2, value.float).integer(20, ATTRIBUTE_TYPE.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, ATTRIBUTE_TYPE.ints);
}

function valueInfo(name: string, shape: readonly number[], type: Type): Message {
  return new Message().string(1, name).message(2, typeOf(type, shape));
}

function typeOf(type: Type, shape?: readonly number[]): Message {
  const tensor = new Message().integer(1, DATA_TYPE[type]);
  if (shape !== undefined) {
    tensor.message(2, new Message().messages(1, shape.map((n) => new Message().integer(1, n))));
  }
  return new Message().message(1, tensor);
}
