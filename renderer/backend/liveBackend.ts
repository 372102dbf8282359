/**
 * The connection to the backend for as long as the window is open: made again whenever it breaks.
 * Knows nothing of React (BackendProvider.tsx) and not what carries the frames (main.tsx chooses that).
 */
import { type Connection, connect } from "../../preload/connect.ts";
import type { Contract } from "../../preload/contract.ts";
import type { FramePort } from "../../preload/framePort.ts";

/** Everything that can be asked of the backend. */
export type Api = Connection<Contract>["client"];
/** connecting: for the first time; lost: it was there, and is being looked for again. */
export type LineState = "connecting" | "open" | "lost";

const firstPause = 250;
const longestPause = 4000;

/** Opens one line to the backend; it closes by itself when nobody is there. */
export type OpenLine = () => FramePort | Promise<FramePort>;

export class LiveBackend {
    readonly #openLine: OpenLine;
    readonly #listeners = new Set<() => void>();
    #connection: Connection<Contract> | null = null;
    #state: LineState = "connecting";
    #pause = firstPause;

    constructor(openLine: OpenLine) {
        this.#openLine = openLine;
        void this.#dial();
    }

    /** The calls; while there is no connection they fail with `connection-lost`. */
    get api(): Api {
        if (!this.#connection) throw new Error("The backend has never been connected.");
        return this.#connection.client;
    }

    get state(): LineState {
        return this.#state;
    }

    /** Calls the listener whenever `state` changes; the answer ends that. */
    subscribe = (listener: () => void): (() => void) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
    };

    /** Resolves once there is a connection, or rejects with the signal's reason. */
    whenOpen(signal: AbortSignal): Promise<void> {
        return new Promise((done, fail) => {
            const look = () => {
                if (this.#state === "open") end(done);
            };
            const stop = () => end(() => fail(signal.reason));
            const end = (settle: () => void) => {
                leave();
                signal.removeEventListener("abort", stop);
                settle();
            };
            const leave = this.subscribe(look);
            signal.addEventListener("abort", stop);
            if (signal.aborted) stop();
            else look();
        });
    }

    async #dial(): Promise<void> {
        let connection: Connection<Contract> | undefined;
        try {
            connection = connect<Contract>(await this.#openLine());
            await connection.client.app.engine(); // the line counts as open once somebody answers
            this.#use(connection);
        } catch {
            connection?.close();
            this.#redial();
        }
    }

    #use(connection: Connection<Contract>): void {
        this.#connection = connection;
        this.#pause = firstPause;
        connection.onClose(() => {
            this.#become("lost");
            this.#redial();
        });
        this.#become("open");
    }

    #redial(): void {
        setTimeout(() => void this.#dial(), this.#pause);
        this.#pause = Math.min(this.#pause * 2, longestPause);
    }

    #become(state: LineState): void {
        this.#state = state;
        for (const listener of [...this.#listeners]) listener();
    }
}
