/**
 * What passes between a page of the desktop program and its main process beside the contract: the page asks for a line
 * to the backend, and is told of files and menu commands. Nothing else does. Imports nothing.
 */

/** A page asks with this message and one MessagePort; the preload passes both on under the same name. */
export const lineRequest = "qadapter:line";

/**
 * Channel of the messages to the page, which asks for them with this word alone, once it listens; it gets them as
 * `{ [pageChannel]: PageMessage }`.
 */
export const pageChannel = "qadapter:page";

/** What a page is told. */
export type PageMessage =
    /** files that were dropped on the window where no part of the page took them, or opened from outside */
    { kind: "files"; paths: string[] } | { kind: "command"; command: MenuCommand };

/** Commands of the menu that the page carries out. */
export type MenuCommand = "new-chat" | "add-model" | "settings" | "commands";
