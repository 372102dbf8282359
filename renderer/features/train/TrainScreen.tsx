/** Train: all runs, a new one, or one with its course. */
import { Route, Switch } from "wouter";
import { NewRunPage } from "./new/NewRunPage.tsx";
import { RunPage } from "./RunPage.tsx";
import { RunsPage } from "./RunsPage.tsx";

export default function TrainScreen() {
    return (
        <Switch>
            <Route path="/train/new/:datasetId?">
                {({ datasetId }) => <NewRunPage datasetId={Number(datasetId) || null} />}
            </Route>
            <Route path="/train/:id">{({ id }) => <RunPage key={id} id={Number(id)} />}</Route>
            <Route path="/train">
                <RunsPage />
            </Route>
        </Switch>
    );
}
