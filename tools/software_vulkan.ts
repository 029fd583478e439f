/**
 * Mesa's software Vulkan driver: it gives a WebGPU adapter to a machine without a GPU. A BLAS is installed with it,
 * so that no test is ignored.
 *
 * @module
 */

const PACKAGES = ["mesa-vulkan-drivers", "libvulkan1", "libopenblas0"];

function isDebianFamily(): boolean {
  try {
    return Deno.statSync("/etc/debian_version").isFile;
  } catch {
    return false;
  }
}

/** Whether this process may install the driver by itself: a Debian-family machine, as root. */
export function canInstallSoftwareVulkan(): boolean {
  return isDebianFamily() && Deno.uid() === 0;
}

/** What a person does to get a WebGPU adapter here: one command where one is known. */
export function howToGetAdapter(): string {
  if (!isDebianFamily()) return "install a Vulkan driver (Mesa's lavapipe runs on the CPU)";
  const sudo = Deno.uid() === 0 ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install -y ${PACKAGES[0]}`;
}

/**
 * Installs the driver, and OpenBLAS, with apt-get.
 *
 * @returns What apt-get said, when it failed.
 */
export async function installSoftwareVulkan(): Promise<string | undefined> {
  const install = ["install", "-y", "--no-install-recommends", ...PACKAGES];
  if (await aptGet(install) === undefined) return undefined;
  // A new machine has no package lists yet, or lists of packages that are gone by now.
  return await aptGet(["update"]) ?? await aptGet(install);
}

async function aptGet(args: string[]): Promise<string | undefined> {
  const { success, stdout, stderr } = await new Deno.Command("apt-get", {
    args: ["-q", "-o", "DPkg::Lock::Timeout=300", ...args],
    env: {
      DEBIAN_FRONTEND: "noninteractive",
      // dpkg refuses to work where it finds no ldconfig.
      PATH: `${Deno.env.get("PATH") ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin`,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return success ? undefined : (decoder.decode(stderr) || decoder.decode(stdout)).trim();
}
