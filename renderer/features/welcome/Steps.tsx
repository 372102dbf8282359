/** The three steps to a first adapter, each with how far it is. */
import { Button, Progress, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useProgress } from "../../backend/useProgress.ts";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { useTell } from "../../components/tell.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Welcome.module.css";

/** Preferences from which on a first adapter is worth training. */
const enough = 50;

export function Steps() {
    const { data: chats } = useAnswer("conversations", ["first"], (api) => api.chat.list({ limit: 20 }));
    const { data: pairs } = useAnswer("pairs", ["usable"], async (api) => {
        return (await api.preferences.list({ filter: { verdicts: ["preferred"] }, limit: 1 })).total;
    });
    const { data: adapters } = useAnswer("adapters", ["list"], (api) => api.adapters.list());
    const done = [
        chats?.items.some(({ messages }) => messages > 0) ?? false,
        (pairs ?? 0) >= enough,
        (adapters?.length ?? 0) > 0,
    ];
    const now = done.indexOf(false);
    return (
        <ol className={classes.steps}>
            <TalkStep done={done[0] === true} now={now === 0} />
            <PreferStep pairs={pairs ?? 0} now={now === 1} />
            <TrainStep pairs={pairs ?? 0} adapters={adapters ?? []} now={now === 2} />
        </ol>
    );
}

interface StepProps {
    place: number;
    done: boolean;
    /** the first one that is not done */
    now: boolean;
    title: string;
    text: string;
    /** how far, and buttons */
    children: ReactNode;
}

function Step({ place, done, now, title, text, children }: StepProps) {
    const t = useTranslate();
    return (
        <li className={classes.step} data-done={done} data-now={now} aria-current={now ? "step" : undefined}>
            <span className={classes.number}>
                {done ? <IconCheck size="1.125rem" stroke={2.5} aria-label={t("welcome.stepDone")} /> : place}
            </span>
            <Title order={2} size="h5">
                {title}
            </Title>
            <Text size="sm" c="dimmed">
                {text}
            </Text>
            <div className={classes.actions}>{children}</div>
        </li>
    );
}

function TalkStep({ done, now }: { done: boolean; now: boolean }) {
    const t = useTranslate();
    const { busy, begin } = useNewChat();
    return (
        <Step place={1} done={done} now={now} title={t("welcome.talk")} text={t("welcome.talkText")}>
            <Button variant={now ? "filled" : "light"} loading={busy} onClick={() => void begin()}>
                {t("welcome.talkButton")}
            </Button>
        </Step>
    );
}

function PreferStep({ pairs, now }: { pairs: number; now: boolean }) {
    const t = useTranslate();
    const tell = useTell();
    const { progress, run } = useProgress();
    const examples = async () => {
        const result = await run(async (api, signal) => {
            const [file] = await api.preferences.examples();
            const tags = [t("welcome.exampleTag")];
            return api.preferences.import({ file: { path: file?.path ?? "" }, tags }, { signal });
        });
        if (result) tell.done(t("welcome.examplesIn", { count: result.added }));
    };
    const done = pairs >= enough;
    return (
        <Step place={2} done={done} now={now} title={t("welcome.prefer")} text={t("welcome.preferText")}>
            {pairs > 0 && (
                <div>
                    <Progress
                        size="sm"
                        value={Math.min(100, (pairs / enough) * 100)}
                        aria-label={t("welcome.prefer")}
                    />
                    <Text size="xs" c="dimmed" mt={4}>
                        {t(done ? "welcome.pairsEnough" : "welcome.pairsOf", {
                            count: pairs,
                            pairs: number(pairs),
                            enough,
                        })}
                    </Text>
                </div>
            )}
            <Button component={Link} href="/label" variant={now ? "filled" : "light"}>
                {t("welcome.preferButton")}
            </Button>
            {!done && (
                <Button variant="subtle" onClick={() => void examples()} loading={progress !== null}>
                    {t("welcome.examples")}
                </Button>
            )}
            <ProgressLine progress={progress} label={t("welcome.examples")} />
        </Step>
    );
}

interface TrainStepProps {
    pairs: number;
    adapters: readonly { id: number; name: string; modelId: number | null }[];
    now: boolean;
}

function TrainStep({ pairs, adapters, now }: TrainStepProps) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const chat = useNewChat();
    const newest = adapters.find(({ modelId }) => modelId !== null);
    const train = () =>
        void run(async (api) => {
            const known = (await api.datasets.list()).find(({ filter }) => filter !== null);
            const set = known
                ? await api.datasets.refresh({ id: known.id })
                : await api.datasets.create({
                      name: t("welcome.setName"),
                      selection: { filter: { verdicts: ["preferred"] } },
                  });
            go(`/train/new/${set.id}`);
        });
    const compare = () => {
        if (!newest || newest.modelId === null) return;
        const tuned = { entries: [{ adapterId: newest.id, weight: 1, enabled: true }], strength: 1 };
        const columns = [
            { entries: [], strength: 1, label: "" },
            { ...tuned, label: newest.name.slice(0, 100) },
        ];
        void chat.begin({ modelId: newest.modelId, columns });
    };
    return (
        <Step
            place={3}
            done={newest !== undefined}
            now={now}
            title={t("welcome.train")}
            text={t("welcome.trainText")}
        >
            {newest && (
                <Button variant="light" loading={chat.busy} onClick={compare}>
                    {t("welcome.compareButton")}
                </Button>
            )}
            <Button
                variant={now ? "filled" : newest ? "subtle" : "light"}
                loading={busy}
                disabled={pairs === 0}
                onClick={train}
            >
                {t("welcome.trainButton")}
            </Button>
        </Step>
    );
}
