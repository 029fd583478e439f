/**
 * What processes need in their environment to be quiet, and to end well, where Mesa drives the GPU.
 *
 * @module
 */

/**
 * Variables for processes that may use WebGPU.
 *
 * @param options `shaderCache`: whether Mesa keeps compiled shaders, so that the next process need not compile
 * them. The thread that writes them is now and then caught by the end of a process, and brings it down when
 * all is done: for processes that do something else at last.
 */
export function quietGPU({ shaderCache = false } = {}): Record<string, string> {
  return {
    // Mesa's layer that picks a device writes to stderr where there is no desktop session.
    NODEVICE_SELECT: "1",
    MESA_SHADER_CACHE_DISABLE: String(!shaderCache),
    // OpenGL lacks float16, and would hide that the Vulkan driver is missing.
    DENO_WEBGPU_BACKEND: Deno.env.get("DENO_WEBGPU_BACKEND") ?? "vulkan,metal,dx12",
  };
}
