/** How far a run is, in a few words. */
import type { RunRecord } from "../../../preload/contract/training.ts";
import { duration, number, roughly } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/useTranslate.ts";
import { isGoing } from "./runState.ts";

/** "Step 12 of 80 · 40 s left"; empty where there is nothing to say. */
export function runText(run: RunRecord, t: Translate): string {
    const { step, totalSteps, secondsLeft, seconds, state } = run;
    if (state === "queued") return "";
    const steps =
        totalSteps > 0 && step < totalSteps && state !== "finished"
            ? t("train.stepOf", { step: number(step), total: number(totalSteps) })
            : "";
    const time = isGoing(run)
        ? secondsLeft === null
            ? ""
            : t("train.left", { time: roughly(secondsLeft) })
        : seconds > 0
          ? t("train.took", { time: duration(seconds) })
          : "";
    return [steps, time].filter(Boolean).join(" · ");
}
