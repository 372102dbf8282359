/** A share of 100 with where the true one lies, and half marked: which of two is ahead. Its numbers stand beside it. */
import type { Estimate } from "../../../preload/records/evaluation.ts";
import classes from "./Evaluate.module.css";

export function RateBar({ rate: { value, low, high } }: { rate: Estimate }) {
    return (
        <div className={classes.rate} aria-hidden>
            <i style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
            <s />
            <b style={{ left: `${100 * value}%` }} />
        </div>
    );
}
