/** The models and packages among the arguments of a start. */
import { resolve } from "node:path";

/** As absolute paths; the first argument is the program. @param folder that relative ones start from */
export function filesAmong(args: readonly string[], folder: string): string[] {
    const isFile = (text: string) => !text.startsWith("-") && /\.(gguf|qadapter)$/i.test(text);
    return args
        .slice(1)
        .filter(isFile)
        .map((path) => resolve(folder, path));
}
