/**
 * Called by electron-builder once a program lies in its folder, before it is signed: sets Electron's fuses, which switch
 * off for good what a packaged program must not be able to do.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from "@electron/fuses";
import type { AfterPackContext } from "electron-builder";

/** Every fuse, decided; the tool refuses when Electron has one that is not named here. */
export const fuses: FuseConfig = {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
};

/** The Visual C++ runtime, which Windows does not bring. */
const visualCpp = ["msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll"];

export default async function afterPack(context: AfterPackContext): Promise<void> {
    const { appOutDir, electronPlatformName, packager } = context;
    const { productFilename } = packager.appInfo;
    const isMac = electronPlatformName === "darwin";
    const { executableName } = packager as unknown as { executableName?: string }; // on Linux
    const names: Record<string, string> = {
        darwin: `${productFilename}.app`,
        win32: `${productFilename}.exe`,
    };
    const path = join(appOutDir, names[electronPlatformName] ?? executableName ?? productFilename);
    await flipFuses(path, { ...fuses, resetAdHocDarwinSignature: isMac } as FuseConfig);
    if (electronPlatformName !== "win32") return;
    const missing = visualCpp.filter((name) => !existsSync(join(appOutDir, name)));
    if (missing.length > 0)
        throw new Error(`The Visual C++ runtime is missing from dist/vcruntime: ${missing.join(", ")}.`);
}
