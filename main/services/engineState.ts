/**
 * What the engine does, as windows show it: asked for whenever something begins or ends.
 */
import type { EngineState } from "../../preload/contract/app.ts";
import { listModels } from "../db/models.ts";
import type { Ground } from "./ground.ts";

/** Finds out and tells; never fails and never starts the engine. */
export async function refreshEngineState(ground: Ground): Promise<EngineState> {
    const { engine, events, log } = ground;
    const stopped: EngineState = {
        ...events.engine,
        process: "stopped",
        loaded: [],
        answering: 0,
        memory: 0,
    };
    if (!engine.isRunning) return setState(ground, stopped);
    try {
        const { loaded, answering, memory } = await engine.use((client) => client.status());
        const models = listModels(ground.db);
        const known = loaded.flatMap(({ path, bytes }) =>
            models.filter((model) => model.path === path).map(({ id }) => ({ modelId: id, bytes })),
        );
        return setState(ground, { ...events.engine, process: "running", loaded: known, answering, memory });
    } catch (error) {
        log("warning", "The engine's state is not known.", error);
        return setState(ground, stopped);
    }
}

function setState({ events }: Ground, state: EngineState): EngineState {
    if (JSON.stringify(events.engine) !== JSON.stringify(state)) events.engine = state;
    return state;
}
