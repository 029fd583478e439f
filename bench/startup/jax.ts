import { load } from "../peers/import.ts";

const device = Deno.args[0]!;
const jax = await load("@jax-js/jax");
await jax.init(device);
jax.defaultDevice(device);
const a = jax.numpy.ones([64, 64]);
console.log((await jax.numpy.matmul(a.ref, a).data())[0]);
// Its workers would keep the process alive.
Deno.exit();
