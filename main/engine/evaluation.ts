/**
 * Measures the base and candidates side by side, one unit of a task after another, so that it can be stopped and gone
 * on with anywhere. What is measured is in main/evaluation/.
 */
import { StudioError } from "../errors.ts";
import { describeTask, runTasks } from "../evaluation/runTasks.ts";
import { buildTasks } from "../evaluation/sources.ts";
import { withAlpha0 } from "../evaluation/withAlpha0.ts";
import { Workbench } from "../evaluation/workbench.ts";
import type { EngineEvaluationEvent, EngineTaskSource, ModelReference, StackFiles } from "./contract.ts";
import type { Library } from "./library.ts";
import type { Turns } from "./turns.ts";

/** What to measure. */
export interface EvaluationOrder {
    model: ModelReference;
    candidates: { stack: StackFiles; alpha0: number | null }[];
    sources: EngineTaskSource[];
    seed: number;
    /** per task how many of its units are done */
    finished: Record<string, number>;
}

/** Measures. @throws StudioError as Library.use and buildTasks; `interrupted` */
export async function evaluate(
    library: Library,
    turns: Turns,
    { model, candidates, sources, seed, finished }: EvaluationOrder,
    put: (event: EngineEvaluationEvent) => void,
    signal: AbortSignal,
): Promise<void> {
    const leave = turns.enter("evaluation");
    try {
        await library.use(model, {}, async (loaded) => {
            const { tokenizer } = loaded;
            const { contextLength } = loaded.model.config;
            const { tasks, notes } = buildTasks(sources, {
                tokenizer,
                contextLength,
                seed,
                skipInvalid: true,
            });
            put({ type: "planned", tasks: tasks.map(describeTask), notes });
            const bench = new Workbench({
                model: loaded.model,
                tokenizer,
                stacks: candidates.map(({ stack, alpha0 }) => withAlpha0(loaded.stack(stack), alpha0)),
                signal,
                pause: () => turns.giveWay("evaluation", signal),
            });
            const done = (task: string) => finished[task] ?? 0;
            try {
                await runTasks(tasks, bench, done, (unit) => put({ type: "unit", ...unit }));
            } finally {
                bench.dispose();
            }
            put({ type: "done" });
        });
    } catch (error) {
        if (signal.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw error;
    } finally {
        leave();
    }
}
