/**
 * What processes need in their environment to be quiet, and to end well, where Mesa drives the GPU.
 *
 * @module
 */

/** Variables for processes that may use WebGPU. */
export function quietGPU(): Record<string, string> {
  return {
    // Mesa's layer that picks a device writes to stderr where there is no desktop session.
    NODEVICE_SELECT: "1",
    // The thread that writes Mesa's shader cache is now and then caught by the end of the process, and
    // brings it down when all is done.
    MESA_SHADER_CACHE_DISABLE: "true",
    // OpenGL lacks float16, and would hide that the Vulkan driver is missing.
    DENO_WEBGPU_BACKEND: Deno.env.get("DENO_WEBGPU_BACKEND") ?? "vulkan,metal,dx12",
  };
}
