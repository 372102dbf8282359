/** Every text of the program in English, by screen. Which language is shown: start.ts. */
import { adapters } from "./en/adapters.ts";
import { arena } from "./en/arena.ts";
import { chat, markdown, stack } from "./en/chat.ts";
import { common } from "./en/common.ts";
import { errors } from "./en/errors.ts";
import { evaluate } from "./en/evaluate.ts";
import { files } from "./en/files.ts";
import { judging } from "./en/judging.ts";
import { label } from "./en/label.ts";
import { settings } from "./en/settings.ts";
import { shell } from "./en/shell.ts";
import { charts, train } from "./en/train.ts";
import { welcome } from "./en/welcome.ts";

export const en = {
    common,
    errors,
    files,
    ...shell,
    chat,
    stack,
    markdown,
    arena,
    adapters,
    label,
    settings,
    charts,
    train,
    evaluate,
    judging,
    welcome,
} as const;

/** The shape of a complete translation: the same keys, other words. */
export type Translation<Texts = typeof en> = {
    [Key in keyof Texts]: Texts[Key] extends string ? string : Translation<Texts[Key]>;
};
