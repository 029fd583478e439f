/**
 * The element types of tensors, how JavaScript stores them, and PyTorch's promotion rules.
 *
 * @module
 */

/** The name of an element type. `float64` exists on the CPU only. */
export type DType = "float32" | "float16" | "float64" | "int32" | "uint32" | "uint8" | "bool";

/** The JavaScript arrays that hold elements; a `bool` is a byte, 0 or 1. */
export type TypedArray =
  | Float32Array<ArrayBuffer>
  | Float16Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Every dtype, in the order in which the documentation lists them. */
export const DTYPES: readonly DType[] = [
  "float32",
  "float16",
  "float64",
  "int32",
  "uint32",
  "uint8",
  "bool",
];

interface DTypeFacts {
  /** Bytes an element takes in a JavaScript typed array. */
  readonly bytes: number;
  /** Promotion looks at the category first: bool < integer < float. */
  readonly category: 0 | 1 | 2;
  /** Among dtypes of one category the wider one wins. */
  readonly rank: number;
  /** The name PyTorch gives a tensor of this dtype in its messages. */
  readonly typeName: string;
  /** The name of the scalar type in PyTorch's messages. */
  readonly scalarName: string;
}

const FACTS: Readonly<Record<DType, DTypeFacts>> = {
  bool: { bytes: 1, category: 0, rank: 0, typeName: "BoolTensor", scalarName: "Bool" },
  uint8: { bytes: 1, category: 1, rank: 0, typeName: "ByteTensor", scalarName: "Byte" },
  int32: { bytes: 4, category: 1, rank: 1, typeName: "IntTensor", scalarName: "Int" },
  uint32: { bytes: 4, category: 1, rank: 2, typeName: "UInt32Tensor", scalarName: "UInt32" },
  float16: { bytes: 2, category: 2, rank: 0, typeName: "HalfTensor", scalarName: "Half" },
  float32: { bytes: 4, category: 2, rank: 1, typeName: "FloatTensor", scalarName: "Float" },
  float64: { bytes: 8, category: 2, rank: 2, typeName: "DoubleTensor", scalarName: "Double" },
};

/** Says whether a value names a dtype. */
export function isDType(value: unknown): value is DType {
  return typeof value === "string" && Object.hasOwn(FACTS, value);
}

/**
 * Checks a dtype that a caller gave.
 *
 * @throws {TypeError} for anything but a dtype
 */
export function checkDType(dtype: unknown): DType {
  if (isDType(dtype)) return dtype;
  throw new TypeError(
    `dtype must be one of ${DTYPES.join(", ")}, but got ${
      String(dtype)
    }\nint32 stands in for int64.`,
  );
}

/** Bytes that one element takes in a JavaScript typed array. */
export function bytesPerElement(dtype: DType): number {
  return FACTS[dtype].bytes;
}

/** Says whether a dtype holds fractions: float16, float32 or float64. */
export function isFloating(dtype: DType): boolean {
  return FACTS[dtype].category === 2;
}

/** PyTorch's name for a tensor of this dtype, as its messages use it: `torch.FloatTensor`. */
export function tensorTypeName(dtype: DType): string {
  return `torch.${FACTS[dtype].typeName}`;
}

/** PyTorch's name for the scalar type, as its messages use it: `Float`. */
export function scalarTypeName(dtype: DType): string {
  return FACTS[dtype].scalarName;
}

/** The dtype that holds values of both: the higher category, then the wider one. */
export function promoteTypes(a: DType, b: DType): DType {
  const [x, y] = [FACTS[a], FACTS[b]];
  if (x.category !== y.category) return x.category > y.category ? a : b;
  return x.rank >= y.rank ? a : b;
}

/**
 * Whether PyTorch's casting rules let results of one dtype be stored in another: fractions do not fit
 * into integers, and numbers not into bools.
 */
export function canCast(from: DType, to: DType): boolean {
  if (isFloating(from) && !isFloating(to)) return false;
  return !(from !== "bool" && to === "bool");
}

/** An operand as promotion sees it: its dtype, and how much say it has. */
export interface PromotionOperand {
  readonly dtype: DType;
  /** Tensors with dimensions outrank 0-d tensors, which outrank plain numbers. */
  readonly priority: "dimensioned" | "zero-dim" | "number";
}

/**
 * The dtype of a result, by PyTorch's rules: operands of lower priority only count when their
 * category (bool < integer < float) is higher.
 *
 * @param operands at least one
 */
export function resultType(operands: readonly PromotionOperand[]): DType {
  let result: DType | undefined;
  for (const priority of ["dimensioned", "zero-dim", "number"] as const) {
    let group: DType | undefined;
    for (const operand of operands) {
      if (operand.priority !== priority) continue;
      group = group === undefined ? operand.dtype : promoteTypes(group, operand.dtype);
    }
    if (group === undefined) continue;
    if (result === undefined) result = group;
    else if (FACTS[group].category > FACTS[result].category) result = group;
  }
  return result ?? "float32";
}

/** The dtype a plain JavaScript value stands for: whole numbers are integers, as in Python. */
export function dtypeOfNumber(value: number | boolean): DType {
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) ? "int32" : "float32";
}

/** The name of a value's type in PyTorch's messages: Python's for what Python has, else the class. */
export function pythonTypeName(value: unknown): string {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object":
      break;
    default:
      return typeof value;
  }
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? "dict" : name;
}

const ARRAYS = {
  float32: Float32Array,
  float16: Float16Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/**
 * A fresh, zeroed typed array for `length` elements, or one over an existing buffer.
 *
 * @param dtype the type of the elements
 * @param source how many elements, or the buffer
 * @param start the byte of the buffer where the array begins
 * @param length how many elements of the buffer; all if not given
 */
export function typedArray(
  dtype: DType,
  source: number | ArrayBufferLike,
  start?: number,
  length?: number,
): TypedArray {
  const Elements = ARRAYS[dtype] as Float32ArrayConstructor;
  if (typeof source === "number") return new Elements(source);
  // Over WebAssembly's shared memory, too, arrays behave as they do over their own.
  return new Elements(source as ArrayBuffer, start, length);
}

/** The dtype whose elements a typed array holds, or undefined when hibana has none for it. */
export function dtypeOfTypedArray(array: ArrayBufferView): DType | undefined {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  if (array instanceof Float16Array) return "float16";
  if (array instanceof Int32Array) return "int32";
  if (array instanceof Uint32Array) return "uint32";
  if (array instanceof Uint8Array || array instanceof Uint8ClampedArray) return "uint8";
  return undefined;
}
