/**
 * When the program may end. Work is not cut short without a question, which is asked once; the computer's own shutdown
 * does not ask, and pauses. Knows no Electron: who is asked, and how, comes in.
 */
import type { Log } from "../log.ts";
import type { LocalClient } from "./localClient.ts";
import type { Words } from "./words.ts";
import type { WorkWatch } from "./work.ts";

/** A question with buttons. */
export interface Question {
    title: string;
    message: string;
    detail: string;
    buttons: string[];
    /** the button for closing the question */
    cancelId: number;
}

/** What the guard needs. */
export interface QuittingOptions {
    client: LocalClient;
    work: WorkWatch;
    words: () => Words;
    log: Log;
    /** answers with the index of a button */
    ask: (question: Question) => Promise<number>;
    /** puts the window away while the program goes on */
    hide: () => void;
    quit: () => void;
}

/** Something that happens unless it is prevented. */
interface Preventable {
    preventDefault: () => void;
}

/** Milliseconds after which ending no longer waits for training to be paused; its last checkpoint stays. */
const patience = 10_000;

/** Guards the end of the program. */
export class Quitting {
    readonly #options: QuittingOptions;
    #isDecided = false;
    #isAsking = false;

    constructor(options: QuittingOptions) {
        this.#options = options;
    }

    /** Called before the program ends, or a window closes whose closing ends it: prevents that while there is work. */
    guard(event: Preventable): void {
        if (this.#isDecided || !this.#options.work.isBusy) return;
        event.preventDefault();
        if (!this.#isAsking) void this.#askOnce();
    }

    async #askOnce(): Promise<void> {
        this.#isAsking = true;
        try {
            await this.#askAndEnd();
        } catch (error) {
            this.#options.log("error", "The program could not be ended in order.", error);
        } finally {
            this.#isAsking = false;
        }
    }

    async #askAndEnd(): Promise<void> {
        const { ask, hide, words, work } = this.#options;
        const { busyTitle: title, trainingGoesOn, workGoesOn, busyDetail, ...names } = words();
        const isTraining = work.trainingRuns.length > 0;
        const choices = isTraining
            ? (["pause", "keepRunning", "stop", "cancel"] as const)
            : (["keepRunning", "quitAnyway", "cancel"] as const);
        const answer = await ask({
            title,
            message: isTraining ? trainingGoesOn : workGoesOn,
            detail: isTraining ? busyDetail : "",
            buttons: choices.map((choice) => names[choice]),
            cancelId: choices.length - 1,
        });
        const choice = choices[answer] ?? "cancel";
        if (choice === "keepRunning") hide();
        else if (choice !== "cancel") await this.end(choice);
    }

    /** Ends the program without a question. */
    async end(how: "pause" | "stop" | "quitAnyway"): Promise<void> {
        if (this.#isDecided) return;
        this.#isDecided = true;
        const { client, work, quit } = this.#options;
        const { pause, cancel } = client.training;
        const settle = (id: number) => (how === "stop" ? cancel({ id }) : pause({ id }));
        const settled = how === "quitAnyway" ? [] : work.trainingRuns.map(settle);
        const timeout = new Promise((done) => setTimeout(done, patience).unref());
        await Promise.race([Promise.allSettled(settled), timeout]);
        quit();
    }
}
