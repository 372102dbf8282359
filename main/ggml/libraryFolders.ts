/** Folders of accelerators beside those of node-llama-cpp's packages. Loads nothing. */

const folders = new Map<string, string>();

/** Names the folder of an accelerator whose files have been checked; before anything is opened. */
export function addLibraryFolder(kind: string, folder: string): void {
    folders.set(kind, folder);
}

/** The folder that was named for an accelerator. */
export function libraryFolder(kind: string): string | undefined {
    return folders.get(kind);
}
