/** The menu, with each platform's conventions. What the page does itself it is told by its command. */
import { app, Menu, type MenuItemConstructorOptions, shell } from "electron";
import type { MenuCommand } from "../../preload/bridge.ts";
import type { Words } from "../desktop/words.ts";

/** What the menu is made for. */
export interface MenuOptions {
    words: Words;
    send: (command: MenuCommand) => void;
    dataFolder: string;
    /** undefined: nowhere to look, or offline */
    checkForUpdates: (() => void) | undefined;
}

/** Sets the menu of the program. */
export function setMenu({ words, send, dataFolder, checkForUpdates }: MenuOptions): void {
    const isMac = process.platform === "darwin";
    const item = (label: string, command: MenuCommand, accelerator?: string) => ({
        label,
        click: () => send(command),
        ...(accelerator ? { accelerator } : {}),
    });
    const settings = item(words.settings, "settings", "CmdOrCtrl+,");
    const updates = checkForUpdates ? [{ label: words.updates, click: checkForUpdates }] : [];
    const separator: MenuItemConstructorOptions = { type: "separator" };
    const programMenu: MenuItemConstructorOptions = {
        label: app.name,
        submenu: [
            { role: "about" },
            ...updates,
            separator,
            settings,
            separator,
            { role: "hide" },
            { role: "hideOthers" },
            { role: "unhide" },
            separator,
            { role: "quit" },
        ],
    };
    const fileMenu: MenuItemConstructorOptions[] = [
        item(words.newChat, "new-chat", "CmdOrCtrl+N"),
        item(words.openModel, "add-model", "CmdOrCtrl+O"),
        separator,
        { label: words.showData, click: () => void shell.openPath(dataFolder) },
        ...(isMac ? [{ role: "close" as const }] : [settings, separator, { role: "quit" as const }]),
    ];
    const developerItems: MenuItemConstructorOptions[] = app.isPackaged
        ? []
        : [separator, { role: "reload" }, { role: "toggleDevTools" }];
    Menu.setApplicationMenu(
        Menu.buildFromTemplate([
            ...(isMac ? [programMenu] : []),
            { label: words.file, submenu: fileMenu },
            { label: words.edit, role: "editMenu" },
            {
                label: words.view,
                submenu: [
                    item(words.commands, "commands", "CmdOrCtrl+K"),
                    separator,
                    { role: "resetZoom" },
                    { role: "zoomIn" },
                    { role: "zoomOut" },
                    separator,
                    { role: "togglefullscreen" },
                    ...developerItems,
                ],
            },
            { label: words.window, role: "windowMenu" },
            {
                label: words.help,
                role: "help",
                submenu: isMac ? [] : [...updates, { role: "about" as const }],
            },
        ]),
    );
}
