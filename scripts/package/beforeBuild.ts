/**
 * Called by electron-builder for each platform and processor: puts the program together for it, with its packages, so
 * that electron-builder has none to install. QADAPTER_PACKAGE_OFFLINE=1 makes a program that is offline for good.
 */
import { stage } from "./stage.ts";

interface BuildContext {
    platform: { nodeName: "linux" | "darwin" | "win32" };
    arch: "x64" | "arm64";
}

export default async function beforeBuild({ platform, arch }: BuildContext): Promise<false> {
    const offlineForGood = process.env.QADAPTER_PACKAGE_OFFLINE === "1";
    await stage({ platform: platform.nodeName, arch, offlineForGood });
    return false;
}
