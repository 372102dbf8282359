/**
 * Which folder may import which: the layers of the program, as rules for `npm run check`.
 * Not a list of what exists: folders that are planned have their rule already.
 */

/** Plain helpers that everything in main/ may use. */
const base = "^preload/(records|errors)([.]ts$|/)|^main/(errors|log|percent)[.]ts$";
const files = "^main/files(/|[.]ts$)";
const helpers = `${files}|^main/(random|machine)[.]ts$`;
const formats = "^main/formats/";
const ggml = "^main/ggml/";
const model = "^main/model/";
const inference = "^main/inference/";
const contract = "^preload/(contract|records|errors|connect|framePort)([.]ts$|/)";
/** What the desktop's page and main process say to each other beside the contract. */
const bridge = "^preload/(bridge|desktopLine)[.]ts$";
/** Serving a contract over a line. */
const rpc = "^main/rpc/";
const ourFiles = "^(main|preload|renderer|scripts|test)/";

/** The files in `from` may import one another and what `targets` match, but nothing else of ours. */
function mayImport(name, from, ...targets) {
    return {
        name: `${name}-imports`,
        severity: "error",
        comment: `${name} may import only: ${[from, ...targets].join("  ")}`,
        from: { path: from },
        to: { path: ourFiles, pathNot: [from, ...targets] },
    };
}

/** The npm package `name` may be imported only by the files that `owner` matches (and by tests). */
function onlyIn(name, owner) {
    return {
        name: `${name}-only-in-its-folder`,
        severity: "error",
        comment: `${name} may be imported only by: ${owner}`,
        from: { pathNot: [owner, "^test/"] },
        to: { path: `(^|node_modules/)${name}(/|$)`, pathNot: ourFiles },
    };
}

export default {
    forbidden: [
        mayImport("base", `${base}|${helpers}`),
        mayImport("formats", formats, base, files),
        mayImport("ggml", ggml, base, files),
        mayImport("model", model, base, files, ggml, "^main/formats/gguf/"),
        mayImport("inference", inference, base, helpers, formats, ggml, model),
        mayImport("training", "^main/training/", base, helpers, formats, ggml, model, inference),
        mayImport(
            "evaluation",
            "^main/evaluation/",
            base,
            helpers,
            formats,
            ggml,
            model,
            inference,
            "^main/training/encodePairs[.]ts$",
        ),
        mayImport("report", "^main/report/", base, "^main/formats/preferences/formulaCells[.]ts$"),
        // A pair's hash is what adapters name their data by: the store and the files have to agree on it.
        mayImport("db", "^main/db/", base, files, "^main/formats/preferences/pairHash[.]ts$"),
        mayImport("rpc", rpc, base, contract),
        mayImport("bench", "^main/bench/", "^main/(?!electron/|cli/)", contract),
        mayImport("dataFolder", "^main/dataFolder/", base, files, "^main/db/(fileLock)[.]ts$"),
        mayImport("preferences", "^main/preferences/", base, files, formats, "^main/(db|workers)/"),
        mayImport("workers", "^main/workers/", base),
        mayImport(
            "wholeData",
            "^main/wholeData/",
            base,
            files,
            "^main/formats/zip/",
            "^main/(db|dataFolder|workers)/",
        ),
        mayImport("packages", "^main/packages/", base, files, formats, "^main/model/adapterFile[.]ts$"),
        mayImport("peft", "^main/peft/", base, files, formats, model),
        mayImport(
            "engine",
            "^main/engine/",
            base,
            helpers,
            formats,
            rpc,
            contract,
            "^main/(ggml|model|training|inference|evaluation|inspection)/",
            "^main/network/socketGuard[.]ts$",
        ),
        mayImport("network", "^main/network/", base, files),
        mayImport("catalogue", "^main/catalogue/", base, helpers, contract, "^main/network/"),
        mayImport(
            "inspection",
            "^main/inspection/",
            base,
            helpers,
            formats,
            contract,
            "^main/(ggml|model|training|inference|catalogue)/",
        ),
        // What runs in the main process knows the engine by its contract only: no native library is loaded there.
        mayImport("jobs", "^main/jobs/", base, helpers, rpc, contract, "^main/engine/contract[.]ts$"),
        mayImport(
            "services",
            "^main/services/",
            base,
            helpers,
            formats,
            rpc,
            contract,
            "^main/(db|jobs|preferences|wholeData|packages|peft|dataFolder|network|catalogue|accelerators|report)/",
            "^main/engine/contract[.]ts$",
            // pure arithmetic and words, nothing native
            "^main/evaluation/(intervals|judge)[.]ts$",
        ),
        mayImport("api", "^main/api/", base, helpers, rpc, contract, "^main/(services|db)/"),
        mayImport(
            "backend",
            "^main/backend[.]ts$",
            base,
            helpers,
            rpc,
            contract,
            "^main/(api|services|db|jobs|dataFolder)/",
            "^main/accelerators/packList[.]ts$",
            "^main/network/socketGuard[.]ts$",
        ),
        mayImport("pages", "^main/pages/", base),
        mayImport("transferKit", "^main/transferKit/", base, files),
        mayImport("accelerators", "^main/accelerators/", base, files, "^main/formats/zip/"),
        mayImport(
            "integrity",
            "^main/integrity/",
            base,
            files,
            "^main/accelerators/",
            "^main/engine/main[.]ts$",
            "^main/ggml/libraryFolders[.]ts$",
        ),
        mayImport(
            "desktop",
            "^main/desktop/",
            base,
            files,
            rpc,
            contract,
            "^main/backend[.]ts$",
            "^main/accelerators/packList[.]ts$",
            "^main/dataFolder/location[.]ts$",
            "^main/network/updates[.]ts$",
        ),
        mayImport(
            "electron",
            "^main/electron/",
            base,
            files,
            rpc,
            contract,
            bridge,
            "^main/(desktop|pages|integrity)/",
            "^main/backend[.]ts$",
            "^main/api/app[.]ts$",
            "^main/jobs/engineProcess[.]ts$",
        ),
        mayImport(
            "web",
            "^main/web/",
            base,
            files,
            rpc,
            "^main/pages/",
            "^main/dataFolder/",
            "^main/backend[.]ts$",
            contract,
        ),
        mayImport("cli", "^main/cli/", "^main/(?!electron/)", contract),
        mayImport("contract", contract),
        mayImport("preload", `^preload/preload[.]ts$|${bridge}`, contract),
        mayImport("renderer", "^renderer/", contract, bridge),
        // what is packaged is checked by the same code that runs it
        mayImport("scripts", "^scripts/", base, files, "^main/(integrity|accelerators|formats/zip)/"),
        {
            name: "features-stay-apart",
            severity: "error",
            comment: "One feature of the renderer never imports another.",
            from: { path: "^renderer/features/([^/]+)/" },
            to: { path: "^renderer/features/", pathNot: "^renderer/features/$1/" },
        },
        onlyIn("koffi", ggml),
        // beside models, its downloader, which loads nothing native
        onlyIn("node-llama-cpp", `${inference}|^main/network/`),
        onlyIn("better-sqlite3", "^main/db/"),
        onlyIn("electron", "^main/electron/|^preload/preload[.]ts$"),
        {
            name: "network-only-in-its-folder",
            severity: "error",
            comment: "Connections are opened in main/network/ (and served in main/web/): nowhere else.",
            from: { pathNot: "^main/(network|web)/|^test/" },
            to: { path: "^(node:)?(https?|http2|net|tls|dgram|dns)(/|$)", dependencyTypes: ["core"] },
        },
        {
            name: "no-cycles",
            severity: "error",
            comment: "Two files that need each other are one file, or need a third.",
            from: {},
            to: { circular: true },
        },
        {
            name: "no-missing-files",
            severity: "error",
            comment: "A relative import has to lead to a file.",
            from: {},
            to: { path: "^[.]", couldNotResolve: true },
        },
        {
            name: "no-undeclared-packages",
            severity: "error",
            comment: "What the program imports has to stand in package.json, outside devDependencies.",
            from: { path: "^(main|preload|scripts)/", pathNot: "^scripts/package/" },
            // Electron itself is no package of the packaged program
            to: {
                dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
                pathNot: "node_modules/electron/",
            },
        },
    ],
    options: {
        parser: "swc",
        doNotFollow: { path: "node_modules" },
        exclude: { path: "[.]tmp(/|$)" },
        enhancedResolveOptions: {
            conditionNames: ["import", "node", "default", "types"],
            extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
        },
    },
};
