/** What models said that judged an evaluation's sampled answers, and a way to ask another one. */
import { Button } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useState } from "react";
import type { EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { Failure } from "../../../components/Failure.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { JudgingCard } from "./JudgingCard.tsx";
import { NewJudging } from "./NewJudging.tsx";

export function JudgingsPanel({ evaluation }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const [beginning, begin] = useState(false);
    const { id } = evaluation;
    const { data, error } = useAnswer("judging", ["list", id], (api) =>
        api.judging.list({ evaluationId: id }),
    );
    return (
        <Panel
            title={t("judging.title")}
            hint={t("judging.hint")}
            actions={
                <Button
                    size="sm"
                    variant="default"
                    leftSection={<IconGavel size="1rem" />}
                    onClick={() => begin(true)}
                >
                    {t("judging.begin")}
                </Button>
            }
        >
            {error && <Failure error={error} />}
            {beginning && <NewJudging evaluation={evaluation} onClose={() => begin(false)} />}
            {data && data.length > 0 && (
                <div>
                    {data.map((judging) => (
                        <JudgingCard key={judging.id} listed={judging} />
                    ))}
                </div>
            )}
        </Panel>
    );
}
