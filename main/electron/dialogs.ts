/** The system's own dialogs, and what else of the system the contract asks the desktop for. */
import { existsSync } from "node:fs";
import { BrowserWindow, dialog, type MessageBoxOptions, type OpenDialogOptions, shell } from "electron";
import type { Host } from "../api/app.ts";
import type { Words } from "../desktop/words.ts";
import { StudioError } from "../errors.ts";

/** What the contract can ask for here. */
export const desktopHost: Host = {
    kind: "desktop",
    chooseFiles: async ({ kind, title, extensions, suggestedName }) => {
        const filters = extensions.length > 0 ? [{ name: title, extensions }] : [];
        if (kind === "save-file") {
            const options = { title, filters, ...(suggestedName ? { defaultPath: suggestedName } : {}) };
            const { canceled, filePath } = await dialog.showSaveDialog(...owner(), options);
            return canceled ? null : [filePath];
        }
        const properties: OpenDialogOptions["properties"] =
            kind === "open-folder" ? ["openDirectory", "createDirectory"] : ["openFile", "multiSelections"];
        const { canceled, filePaths } = await dialog.showOpenDialog(...owner(), {
            title,
            filters,
            properties,
        });
        return canceled ? null : filePaths;
    },
    showInFolder: async (path) => {
        if (!existsSync(path)) throw new StudioError("file-missing", `"${path}" is not there any more.`);
        shell.showItemInFolder(path);
    },
};

/** Asks with buttons; the answer is the index of the chosen one. */
export async function ask(options: MessageBoxOptions): Promise<number> {
    const asked: MessageBoxOptions = { type: "question", noLink: true, defaultId: 0, ...options };
    return (await dialog.showMessageBox(...owner(), asked)).response;
}

/** A dialog belongs to the window; where there is none, this is empty, and the dialog stands alone. */
function owner(): [BrowserWindow] {
    return BrowserWindow.getAllWindows().slice(0, 1) as [BrowserWindow];
}

/** Opens an address in the person's browser after asking: a model may have written it. */
export async function openLink(address: string, words: Words): Promise<void> {
    if (URL.parse(address)?.protocol !== "https:") return;
    const [message, detail, buttons] = [words.openLink, address.slice(0, 1000), [words.open, words.cancel]];
    const choice = await ask({ message, detail, buttons, defaultId: 1, cancelId: 1 });
    if (choice === 0) await shell.openExternal(address);
}
