/**
 * Whether a newer version of the program has been released, asked for by the person only. Fetches and installs nothing:
 * the answer is a number and the page to read about it.
 */
import { StudioError } from "../errors.ts";
import { requireOnline } from "./offline.ts";
import { askJson, type HubOptions } from "./request.ts";

/** A release. */
export interface Release {
    version: string;
    /** where it is described, on the web */
    page: string;
}

/**
 * The newest release.
 * @param address answers with the release as GitHub's API does: `tag_name` and `html_url`
 * @throws StudioError `offline`, `network`
 */
export async function newestRelease(address: string, options: HubOptions = {}): Promise<Release> {
    requireOnline(options.offline ?? false, "nobody was asked for a newer version");
    const answer = (await askJson(address, "The list of releases", { ...options, token: "" })) as {
        tag_name?: unknown;
        html_url?: unknown;
    } | null;
    const version = /^v?(\d+\.\d+\.\d+)$/.exec(String(answer?.tag_name))?.[1];
    const page = URL.parse(String(answer?.html_url));
    if (version === undefined || page?.protocol !== "https:" || page.host !== pageHost(address))
        throw new StudioError("network", "The list of releases makes no sense: look at the program's page.");
    return { version, page: page.href };
}

/** The page belongs to whoever was asked: an API has a host of its own before the same name. */
function pageHost(address: string): string {
    return new URL(address).host.replace(/^api\./, "");
}

/** Whether version `a` comes after `b`; each three whole numbers. */
export function isNewer(a: string, b: string): boolean {
    const [left, right] = [a, b].map((version) => version.split(".").map(Number));
    const first = [0, 1, 2].find((i) => left?.[i] !== right?.[i]);
    return first !== undefined && (left?.[first] ?? 0) > (right?.[first] ?? 0);
}
