/**
 * Whose work lies inside the native libraries without being an npm package, and without a licence in the package that
 * brings it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "./modules.ts";
import type { Part } from "./notices.ts";

const mit = (holder: string) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const publicDomain = "SQLite is in the public domain: https://www.sqlite.org/copyright.html";
const microsoft = `Redistributed unchanged under Microsoft's licence for Visual Studio, "Distributable Code":
msvcp140.dll, vcruntime140.dll and vcruntime140_1.dll.`;

/** The parts for one platform. @param root a checkout */
export function nativeParts(root: string, { platform }: Target): Part[] {
    const { tag } = JSON.parse(
        readFileSync(join(root, "node_modules/node-llama-cpp/llama/llama.cpp.info.json"), "utf8"),
    );
    const part = (name: string, version: string, licence: string, text: string): Part => ({
        name,
        version,
        licence,
        text,
    });
    return [
        part("ggml and llama.cpp", tag, "MIT", mit("2023-2026 The ggml authors")),
        part("cpp-httplib in llama.cpp", tag, "MIT", mit("2017 yhirose")),
        part("JSON for Modern C++ in llama.cpp", tag, "MIT", mit("2013-2025 Niels Lohmann")),
        part("SQLite", sqliteVersion(root), "blessing", publicDomain),
        ...(platform === "win32"
            ? [part("Microsoft Visual C++ Runtime", "14", "LicenseRef-Microsoft", microsoft)]
            : []),
    ];
}

function sqliteVersion(root: string): string {
    const header = readFileSync(join(root, "node_modules/better-sqlite3/deps/sqlite3/sqlite3.h"), "utf8");
    return /SQLITE_VERSION\s+"([\d.]+)"/.exec(header)?.[1] ?? "unknown";
}
