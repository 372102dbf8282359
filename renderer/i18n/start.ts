/** Starts the translations: English comes with the program, another language when it is chosen. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import { type Saying, sayAs } from "./said.ts";

/** Languages that are complete, by code, in their own words. */
export const languages = { en: "English", de: "Deutsch" } as const;

declare module "i18next" {
    interface CustomTypeOptions {
        defaultNS: "translation";
        resources: { translation: typeof en };
        returnNull: false;
    }
}

/** Has to run before anything is shown. */
export async function startTranslations(): Promise<void> {
    await i18next.use(initReactI18next).init({
        lng: "en",
        fallbackLng: "en",
        resources: { en: { translation: en } },
        interpolation: { escapeValue: false }, // React escapes
        returnNull: false,
    });
}

/** Changes the language of everything that is shown; one that is not known changes nothing. */
export async function chooseLanguage(language: string): Promise<void> {
    if (language === "de" && !german) {
        const { de, saying } = await import("./de.ts");
        i18next.addResourceBundle("de", "translation", de);
        german = saying;
    }
    if (!(language in languages) || i18next.language === language) return;
    sayAs(language === "de" ? german : null);
    await i18next.changeLanguage(language);
    document.documentElement.lang = language;
}

/** How German says what the backend says; null until it has been chosen. */
let german: Saying | null = null;
