/** Where the files lie that come with the program. */
import { join } from "node:path";

/** The folder resources/. */
export const resources = join(import.meta.dirname, "../../resources");
