/**
 * Was das Programm im Hintergrund sagt, von Englisch auf Deutsch. Dass nichts fehlt und nichts veraltet ist, prüft
 * test/renderer/sentences.test.ts.
 */
import { data } from "./sentences/data.ts";
import { files } from "./sentences/files.ts";
import { gguf } from "./sentences/gguf.ts";
import { hub } from "./sentences/hub.ts";
import { models } from "./sentences/models.ts";
import { training } from "./sentences/training.ts";
import { values } from "./sentences/values.ts";
import { work } from "./sentences/work.ts";

export { words } from "./sentences/words.ts";

export const sentences: Readonly<Record<string, string>> = {
    ...files,
    ...gguf,
    ...data,
    ...models,
    ...hub,
    ...work,
    ...training,
    ...values,
};
