import { folderOf, load } from "../peers/import.ts";

const backend = Deno.args[0]!;
const packageName = `@tensorflow/tfjs-backend-${backend}`;
const tf = await load("@tensorflow/tfjs-core");
const { setWasmPaths } = await load(packageName);
setWasmPaths?.(folderOf(packageName));
await tf.setBackend(backend);
const a = tf.ones([64, 64]);
console.log((await tf.matMul(a, a).data())[0]);
Deno.exit();
