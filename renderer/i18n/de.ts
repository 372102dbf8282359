/** Jeder Text des Programms auf Deutsch. Loaded when somebody chooses German. */
import { adapters } from "./de/adapters.ts";
import { arena } from "./de/arena.ts";
import { chat, markdown, stack } from "./de/chat.ts";
import { common } from "./de/common.ts";
import { errors } from "./de/errors.ts";
import { evaluate } from "./de/evaluate.ts";
import { files } from "./de/files.ts";
import { judging } from "./de/judging.ts";
import { label } from "./de/label.ts";
import { sentences, words } from "./de/sentences.ts";
import { settings } from "./de/settings.ts";
import { shell } from "./de/shell.ts";
import { charts, train } from "./de/train.ts";
import { welcome } from "./de/welcome.ts";
import type { Translation } from "./en.ts";
import { sayingOf } from "./sentences.ts";

export const de: Translation = {
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
};

/** Was das Programm im Hintergrund sagt, auf Deutsch. */
export const saying = sayingOf(sentences, words, { decimal: ",", percent: "\u00a0%" });
