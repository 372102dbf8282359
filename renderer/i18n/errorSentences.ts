/** Errors as a person reads them: a heading, and the sentence that the backend wrote, in their language. */
import { type ErrorCode, StudioError } from "../../preload/errors.ts";
import { said } from "./said.ts";
import type { Translate } from "./useTranslate.ts";

export interface ErrorSentences {
    code: ErrorCode;
    title: string;
    /** what happened and what to do */
    sentence: string;
}

/** Anything that was thrown. Errors that are no StudioErrors are mistakes of the screens. */
export function errorSentences(error: unknown, t: Translate): ErrorSentences {
    if (!(error instanceof StudioError))
        return { code: "unexpected", title: t("errors.unexpected"), sentence: t("errors.screenMistake") };
    const title = t(`errors.${error.code}`);
    const ours = error.code === "connection-lost";
    return {
        code: error.code,
        title,
        sentence: ours ? t("errors.connectionLostAdvice") : said(error.message),
    };
}
