/**
 * Links to files that a browser fetches. Who may follow them is for the front door.
 */
import { randomBytes } from "node:crypto";

/** Files that wait to be fetched, each once. */
export class Downloads {
    readonly #waiting = new Map<string, { path: string; name: string }>();

    /** Offers a file under a name; the answer is a path relative to the page. */
    offer(path: string, name: string): string {
        const id = randomBytes(16).toString("hex");
        this.#waiting.set(id, { path, name });
        return `download/${id}`;
    }

    /** The file with this id; it is not offered again, and whoever takes it removes it. */
    take(id: string): { path: string; name: string } | undefined {
        const file = this.#waiting.get(id);
        this.#waiting.delete(id);
        return file;
    }
}
