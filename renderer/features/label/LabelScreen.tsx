/** Label: answers compared in the arena, the table of all pairs, and data sets made of them. */
import { SegmentedControl } from "@mantine/core";
import { Route, Switch, useLocation } from "wouter";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { ArenaView } from "./arena/ArenaView.tsx";
import { PairsView } from "./pairs/PairsView.tsx";
import { SetsView } from "./sets/SetsView.tsx";

export default function LabelScreen() {
    return (
        <Switch>
            <Route path="/label/pairs">
                <PairsView views={<Views shown="pairs" />} />
            </Route>
            <Route path="/label/sets">
                <SetsView views={<Views shown="sets" />} />
            </Route>
            <Route>
                <ArenaView views={<Views shown="arena" />} />
            </Route>
        </Switch>
    );
}

type View = "arena" | "pairs" | "sets";

function Views({ shown }: { shown: View }) {
    const t = useTranslate();
    const [, go] = useLocation();
    return (
        <SegmentedControl
            size="xs"
            aria-label={t("label.views")}
            value={shown}
            onChange={(view) => go(view === "arena" ? "/label" : `/label/${view}`)}
            data={[
                { value: "arena", label: t("label.arena") },
                { value: "pairs", label: t("label.pairs") },
                { value: "sets", label: t("label.sets") },
            ]}
        />
    );
}
