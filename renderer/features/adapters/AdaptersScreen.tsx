/** Adapters: what was trained or brought in, compared, passed on, used; and saved stacks of them. */
import { SegmentedControl } from "@mantine/core";
import { Route, Switch, useLocation } from "wouter";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { AdapterList } from "./AdapterList.tsx";
import { StacksView } from "./stacks/StacksView.tsx";

export default function AdaptersScreen() {
    return (
        <Switch>
            <Route path="/adapters/stacks">
                <StacksView views={<Views shown="stacks" />} />
            </Route>
            <Route path="/adapters/:id?">
                {({ id }) => <AdapterList opened={Number(id) || null} views={<Views shown="adapters" />} />}
            </Route>
        </Switch>
    );
}

type View = "adapters" | "stacks";

function Views({ shown }: { shown: View }) {
    const t = useTranslate();
    const [, go] = useLocation();
    return (
        <SegmentedControl
            size="xs"
            aria-label={t("adapters.views")}
            value={shown}
            onChange={(view) => go(view === "stacks" ? "/adapters/stacks" : "/adapters")}
            data={[
                { value: "adapters", label: t("adapters.all") },
                { value: "stacks", label: t("stack.saved") },
            ]}
        />
    );
}
