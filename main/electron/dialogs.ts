/** The system's own dialogs, and what else of the system the contract asks the desktop for. */
import { existsSync } from "node:fs";
import { BrowserWindow, dialog, type MessageBoxOptions, shell } from "electron";
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
            const { canceled, filePath } = await withWindow(
                (window) => dialog.showSaveDialog(window, options),
                () => dialog.showSaveDialog(options),
            );
            return canceled ? null : [filePath];
        }
        const properties: ("openDirectory" | "createDirectory" | "openFile" | "multiSelections")[] =
            kind === "open-folder" ? ["openDirectory", "createDirectory"] : ["openFile", "multiSelections"];
        const { canceled, filePaths } = await withWindow(
            (window) => dialog.showOpenDialog(window, { title, filters, properties }),
            () => dialog.showOpenDialog({ title, filters, properties }),
        );
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
    const { response } = await withWindow(
        (window) => dialog.showMessageBox(window, asked),
        () => dialog.showMessageBox(asked),
    );
    return response;
}

/** A dialog belongs to the window, where there is one. */
function withWindow<Answer>(inWindow: (window: BrowserWindow) => Answer, alone: () => Answer): Answer {
    const [window] = BrowserWindow.getAllWindows();
    return window ? inWindow(window) : alone();
}

/** Opens an address in the person's browser after asking: a model may have written it. */
export async function openLink(address: string, words: Words): Promise<void> {
    if (URL.parse(address)?.protocol !== "https:") return;
    const choice = await ask({
        message: words.openLink,
        detail: address.slice(0, 1000),
        buttons: [words.open, words.cancel],
        defaultId: 1,
        cancelId: 1,
    });
    if (choice === 0) await shell.openExternal(address);
}
