/**
 * All services of one running program, made once and tied together.
 */
import { Answering } from "./chat/answering.ts";
import { Messages } from "./chat/messages.ts";
import { Ratings } from "./chat/ratings.ts";
import { Rooms } from "./chat/rooms.ts";
import { Evaluations } from "./evaluation/evaluations.ts";
import { Judgings } from "./evaluation/judgings.ts";
import { MeasuringQueue } from "./evaluation/queue.ts";
import type { EvaluationProgram } from "./evaluation/run.ts";
import type { Ground } from "./ground.ts";
import { Labelling } from "./labelling/labelling.ts";
import { Training } from "./training/runs.ts";

/** What handlers of the contract call; services without a memory of their own are functions over the ground. */
export interface Services {
    ground: Ground;
    rooms: Rooms;
    answering: Answering;
    messages: Messages;
    ratings: Ratings;
    labelling: Labelling;
    training: Training;
    evaluations: Evaluations;
    judgings: Judgings;
    /** what evaluations and judgings wait in */
    measuring: MeasuringQueue;
}

/** Makes the services. */
export function createServices(ground: Ground, program: EvaluationProgram): Services {
    const rooms = new Rooms(ground);
    const training = new Training(ground);
    const answering = new Answering(ground, rooms, (what) => training.makeWay(what));
    const labelling = new Labelling(ground);
    const measuring = new MeasuringQueue(ground);
    const evaluations = new Evaluations(ground, program, measuring);
    const judgings = new Judgings(ground, measuring);
    for (const service of [answering, labelling, training, measuring])
        ground.store.onClose(() => service.dispose());
    return {
        ground,
        rooms,
        answering,
        messages: new Messages(ground, rooms, answering),
        ratings: new Ratings(ground, rooms),
        labelling,
        training,
        evaluations,
        judgings,
        measuring,
    };
}
