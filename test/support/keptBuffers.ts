/**
 * Keeps Vulkan buffers alive that ggml has done with, for Mesa's software driver (lavapipe) of the 22.3 release, which is
 * Debian 12's. ggml uses descriptor sets again and writes only those bindings that the next shader reads; a binding that
 * is left over may name a buffer that no longer exists, as Vulkan allows. That driver takes a reference to each binding
 * all the same and so writes into freed memory. The memory behind the buffers is freed as ever.
 * For tests: nothing in the program needs this.
 */
import { join } from "node:path";
import koffi from "koffi";
import type { Pointer } from "../../main/ggml/bindings.ts";
import type { GgmlLibrary } from "../../main/ggml/library.ts";

/** vkDestroyBuffer is among the first functions of Vulkan, and ggml-vulkan's table names them in that order. */
const firstFunctions = 128;

/** Puts a function that does nothing in the place of vkDestroyBuffer in ggml-vulkan's table. */
export function keepVulkanBuffers({ directory, readPointer }: GgmlLibrary): void {
    const vulkan = koffi.load(join(directory, "libggml-vulkan.so"));
    const base = koffi.load(join(directory, "libggml-base.so"));
    const destroy = koffi.load("libvulkan.so.1").symbol("vkDestroyBuffer");
    const table = vulkan.func("void *_Z26ggml_vk_default_dispatcherv()")() as Pointer;
    const places = Array.from({ length: firstFunctions }, (_, i) => i * 8).filter(
        (offset) => readPointer(table, offset) === destroy,
    );
    if (places.length !== 1) throw new Error("ggml-vulkan calls vkDestroyBuffer in another way by now");
    koffi.encode(table, places[0] as number, "void *", base.symbol("ggml_time_init"));
}
