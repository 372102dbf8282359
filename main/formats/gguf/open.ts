/** Opens a model file for reading, and explains why that is not possible. Does not look inside. */
import { type OpenFile, openOrdinaryFile } from "../../files/openFile.ts";

/**
 * Opens a regular file for reading. A pipe is not waited for.
 * @throws StudioError file-missing, file-access, not-gguf (a folder or a device)
 */
export function openModelFile(path: string): OpenFile {
    return openOrdinaryFile(path, { code: "not-gguf", what: "the GGUF file" });
}
