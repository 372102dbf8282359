/** The one page that goes with a transfer kit. */
import { listName } from "./checksums.ts";

/** Name of the page inside the kit. */
export const guideName = "READ-ME-FIRST.txt";

/** The page for a kit with these files. */
export function guideText(paths: readonly string[]): string {
    const has = (folder: string) => paths.some((path) => path.startsWith(`${folder}/`));
    const steps = [
        `Check that nothing was changed on the way. In this folder:

     Linux      sha256sum --check ${listName}
     macOS      shasum --algorithm 256 --check ${listName}
     Windows    Get-Content ${listName} | ForEach-Object { $sum, $path = $_ -split "  ", 2;
                  if ((Get-FileHash $path).Hash -ne $sum) { "CHANGED: $path" } }     (PowerShell; silence is good)
     anywhere   qadapter verify .

   The list itself proves something only if it came another way than the files: compare its own checksum with the one
   that the sender tells you on the telephone, or have it signed.`,
        ...(has("installers")
            ? [
                  `Install the program from the folder "installers". It needs no network and asks for none. Offline mode is on when it
   starts for the first time; to make that unchangeable set QADAPTER_OFFLINE=1 for all users, or take the installer
   that was made for offline use only.`,
              ]
            : []),
        ...(has("models")
            ? [
                  `Add the models: in the program "Add a model…", then a file from the folder "models". Leave it where it is, or let the
   program copy it.`,
              ]
            : []),
        ...(has("adapters")
            ? [`Add the adapters: open each file of the folder "adapters" with the program.`]
            : []),
    ];
    return `Q-Adapter Studio: transfer kit

${steps.map((step, i) => `${i + 1}. ${step}`).join("\n\n")}

What is in this kit:

${paths.map((path) => `   ${path}`).join("\n")}
`;
}
