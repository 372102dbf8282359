/** Evaluate: everything that was measured, a new measurement, one of them, or a blind comparison. */
import { Route, Switch } from "wouter";
import { BoardPage } from "./BoardPage.tsx";
import { ComparisonPage } from "./comparison/ComparisonPage.tsx";
import { NewEvaluationPage } from "./new/NewEvaluationPage.tsx";
import { EvaluationPage } from "./run/EvaluationPage.tsx";

export default function EvaluateScreen() {
    return (
        <Switch>
            <Route path="/evaluate/new/:adapterId?">
                {({ adapterId }) => <NewEvaluationPage adapterId={Number(adapterId) || null} />}
            </Route>
            <Route path="/evaluate/comparison/:id">
                {({ id }) => <ComparisonPage key={id} id={Number(id)} />}
            </Route>
            <Route path="/evaluate/:id">{({ id }) => <EvaluationPage key={id} id={Number(id)} />}</Route>
            <Route path="/evaluate">
                <BoardPage />
            </Route>
        </Switch>
    );
}
