/** What a model found that judged an evaluation's answers, as a section of the HTML report. */
import type { JudgingReport, RoundReport } from "../../preload/records/judging.ts";
import { percent } from "../percent.ts";
import { type Markup, markup } from "./markup.ts";
import { dotPlot } from "./plots.ts";

/** Shares with their intervals, how far the judge can be relied on, and what is needed to repeat it. */
export function judgingSection({
    judge,
    criterion,
    rounds,
    seed,
    verdictsSha256,
    madeAt,
}: JudgingReport): Markup {
    const dots = rounds.map(({ title, about, summary }) => ({
        label: about === "wins" ? title : `people: ${title}`,
        estimate: summary.wins,
        isBase: about === "agreement",
    }));
    return markup`<section><h2>Judged by ${judge.name}</h2>
<p class="quiet">Each two answers were shown in both orders, and each reply counts half; ties count half. A judge without a taste is at 50%. ${criterion === "" ? "" : `What counts: ${criterion}`}</p>
${dotPlot(dots, (share) => percent(share, 1))}
<div class="wide"><table><tr><th></th><th>share</th><th>95%</th><th>of</th><th>ties</th><th>orders contradict each other</th><th>unclear replies</th><th>chose what stood first</th></tr>${rounds.map(roundRow)}</table></div>
<p class="quiet">Made ${madeAt}; seed ${seed}. Weights of the judge: <code>${judge.fingerprint}</code> SHA-256 of all verdicts: <code>${verdictsSha256 || "not complete"}</code></p></section>`;
}

function roundRow({ title, about, summary }: RoundReport): Markup {
    const { wins, matches, ties, asked, same, tooLong, unclear, disagreements, firstPlace } = summary;
    const what = about === "wins" ? `prefers ${title} to the original model` : `agrees with people: ${title}`;
    const left = [
        same > 0 ? `; ${same} the same, not asked` : "",
        tooLong > 0 ? `; ${tooLong} too long for the judge` : "",
    ].join("");
    return markup`<tr><td>${what}</td><td>${percent(wins.value, 1)}</td><td>${range(wins)}</td><td>${matches}${left}</td><td>${ties}</td><td>${disagreements} of ${asked}</td><td>${unclear} of ${2 * asked}</td><td>${firstPlace ? `${percent(firstPlace.value, 1)} (${range(firstPlace)})` : "–"}</td></tr>`;
}

function range({ low, high }: { low: number; high: number }): string {
    return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
}
