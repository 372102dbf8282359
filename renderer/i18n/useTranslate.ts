/** Texts in the person's language. Which texts there are: en/. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

/** Answers the text of a key, with its values filled in. */
export type Translate = TFunction<"translation", undefined>;

/** The function that translates; the same one as long as the language stays. */
export function useTranslate(): Translate {
    return useTranslation().t;
}
