/** Label: answers compared in the arena, the table of all pairs, and data sets made of them. */
import { SegmentedControl } from "@mantine/core";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useTranslate } from "../../i18n/useTranslate.ts";
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
                <Redirect to="/label/pairs" replace />
            </Route>
        </Switch>
    );
}

function Views({ shown }: { shown: "pairs" | "sets" }) {
    const t = useTranslate();
    const [, go] = useLocation();
    return (
        <SegmentedControl
            size="xs"
            aria-label={t("label.views")}
            value={shown}
            onChange={(view) => go(`/label/${view}`)}
            data={[
                { value: "pairs", label: t("label.pairs") },
                { value: "sets", label: t("label.sets") },
            ]}
        />
    );
}
