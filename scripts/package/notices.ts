/** Whose work the packaged program holds, in three forms: for people, for the About page, and as a CycloneDX SBOM. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Module } from "./modules.ts";

/** A part that is no npm package. */
export interface Part {
    name: string;
    version: string;
    licence: string;
    /** text of its licence */
    text: string;
}

/** Every part with the text of its licence. */
export function noticesText(modules: readonly Module[], parts: readonly Part[]): string {
    const all = [...parts, ...modules.map((module) => ({ ...module, text: licenceText(module) }))];
    const sections = all
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text.trim()}\n`);
    const rule = `\n${"-".repeat(80)}\n\n`;
    return `Q-Adapter Studio contains the work of others, under these licences.\n${rule}${sections.join(rule)}`;
}

/** What the About page lists. */
export function licenceList(modules: readonly Module[], parts: readonly Part[]) {
    return [...parts, ...modules]
        .map(({ name, version, licence }) => ({ name, version, licence }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licenceText({ name, licence, folder }: Module): string {
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n\n");
    if (licence === "unknown") throw new Error(`The package ${name} names no licence.`);
    return `The package holds no text of its licence. It says: ${licence}.`;
}

/** The same parts as a CycloneDX 1.6 document; the same for the same parts, so without a date. */
export function sbom(version: string, modules: readonly Module[], parts: readonly Part[]) {
    const library = ({ name, version, licence }: Part | Module, purl: string) => ({
        type: "library",
        "bom-ref": purl,
        name,
        version,
        purl,
        licenses: [licenceChoice(licence)],
    });
    const components = [
        ...modules.map((module) =>
            library(module, `pkg:npm/${module.name.replace("@", "%40")}@${module.version}`),
        ),
        ...parts.map((part) => library(part, `pkg:generic/${genericName(part)}@${part.version}`)),
    ].sort((a, b) => (a.purl < b.purl ? -1 : 1));
    const unique = [...new Map(components.map((component) => [component.purl, component])).values()];
    const hash = createHash("sha256").update(JSON.stringify(unique)).digest("hex");
    const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    return {
        bomFormat: "CycloneDX",
        specVersion: "1.6",
        serialNumber: `urn:uuid:${uuid}`,
        version: 1,
        metadata: { component: { type: "application", name: "q-adapter-studio", version } },
        components: unique,
    };
}

/** CycloneDX tells names of SPDX's list from expressions and from licences that are not on it. */
function licenceChoice(licence: string) {
    if (licence.startsWith("LicenseRef-")) return { license: { name: licence.slice("LicenseRef-".length) } };
    return /^[\w.+-]+$/.test(licence) ? { license: { id: licence } } : { expression: licence };
}

function genericName({ name }: Part): string {
    return encodeURIComponent(name.toLowerCase().replaceAll(" ", "-"));
}
