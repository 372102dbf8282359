/** A blind comparison of two stacks: answers are judged without knowing who made them, and the win rate runs along. */

import { useQueryClient } from "@tanstack/react-query";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { Arena } from "../../../components/arena/Arena.tsx";
import { BackLink } from "../../../components/BackLink.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { WinRate } from "./WinRate.tsx";

export function ComparisonPage({ id }: { id: number }) {
    const t = useTranslate();
    const queries = useQueryClient();
    const { data: queue, error } = useAnswer("queues", ["one", id], (api) => api.queues.get({ id }));
    const back = <BackLink to="/evaluate">{t("evaluate.all")}</BackLink>;
    if (error) return <Failure error={error}>{back}</Failure>;
    if (!queue) return null;
    return (
        <ScreenFrame title={queue.name} beside={back} scrolls={false}>
            <Arena
                queue={queue}
                onJudged={() => void queries.invalidateQueries({ queryKey: ["queues"] })}
                ended={<WinRate id={id} />}
            >
                <WinRate id={id} />
            </Arena>
        </ScreenFrame>
    );
}
