/** Names of files by patterns such as `*Q4_K_M.gguf`, whatever the case. */

/** A test for names that fit a pattern, in which * stands for any text. */
export function namePattern(pattern: string): (name: string) => boolean {
    const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    const expression = new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`, "i");
    return (name) => expression.test(name);
}
