/** Colours for code, by shiki's rules without WebAssembly. Loaded with the first code; each language when it is met. */
import { createHighlighterCore, type HighlighterCore, type LanguageInput } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

export type ColouredLine = { text: string; color: string | undefined }[];

/** The languages that models write most; another one stays without colours. */
const languages: Record<string, () => LanguageInput> = {
    bash: () => import("shiki/langs/bash.mjs"),
    c: () => import("shiki/langs/c.mjs"),
    cpp: () => import("shiki/langs/cpp.mjs"),
    csharp: () => import("shiki/langs/csharp.mjs"),
    css: () => import("shiki/langs/css.mjs"),
    go: () => import("shiki/langs/go.mjs"),
    html: () => import("shiki/langs/html.mjs"),
    java: () => import("shiki/langs/java.mjs"),
    javascript: () => import("shiki/langs/javascript.mjs"),
    json: () => import("shiki/langs/json.mjs"),
    python: () => import("shiki/langs/python.mjs"),
    rust: () => import("shiki/langs/rust.mjs"),
    sql: () => import("shiki/langs/sql.mjs"),
    typescript: () => import("shiki/langs/typescript.mjs"),
    yaml: () => import("shiki/langs/yaml.mjs"),
};
const otherNames: Record<string, string> = {
    "c++": "cpp",
    "c#": "csharp",
    cs: "csharp",
    js: "javascript",
    jsx: "javascript",
    py: "python",
    rs: "rust",
    sh: "bash",
    shell: "bash",
    ts: "typescript",
    tsx: "typescript",
    yml: "yaml",
};
const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } as const;
/** Characters; longer code would hold up the window. */
const longest = 50_000;

let highlighter: Promise<HighlighterCore> | undefined;

/** Code by lines and colours; null for a language without rules here. */
export async function highlight(
    code: string,
    name: string,
    theme: keyof typeof themes,
): Promise<ColouredLine[] | null> {
    const language = otherNames[name.toLowerCase()] ?? name.toLowerCase();
    const load = Object.hasOwn(languages, language) ? languages[language] : undefined;
    if (!load || code.length > longest) return null;
    highlighter ??= createHighlighterCore({
        themes: [
            import("shiki/themes/github-light-high-contrast.mjs"),
            import("shiki/themes/github-dark-high-contrast.mjs"),
        ],
        langs: [],
        engine: createJavaScriptRegexEngine({ forgiving: true }),
    });
    const { loadLanguage, codeToTokensBase } = await highlighter;
    await loadLanguage(load());
    const lines = codeToTokensBase(code, { lang: language, theme: themes[theme] });
    return lines.map((tokens) => tokens.map(({ content, color }) => ({ text: content, color })));
}
