/** Everything that is known of one adapter: its verdict with examples, where it comes from, notes and tags. */
import { Button, Drawer, Group, Stack, TagsInput, Text, Textarea, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import type { TrainingVerdict } from "../../../../preload/contract/training.ts";
import { useAction } from "../../../backend/useAction.ts";
import { bytes, number, when } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./AdapterDetails.module.css";
import { Metrics } from "./Metrics.tsx";
import { useBaseName } from "./useBaseName.ts";

export function AdapterDetails({ adapter, onClose }: { adapter: AdapterRecord; onClose: () => void }) {
    const t = useTranslate();
    const { verdict, runId } = adapter;
    return (
        <Drawer
            opened
            onClose={onClose}
            position="right"
            size="34rem"
            title={<Text fw={620}>{adapter.name}</Text>}
        >
            <Stack gap="lg">
                {verdict && <Verdict verdict={verdict} />}
                <Notes key={adapter.id} adapter={adapter} />
                <Origin adapter={adapter} />
                {runId !== null && (
                    <Button component={Link} href={`/train/${runId}`} variant="default" size="xs">
                        {t("adapters.showRun")}
                    </Button>
                )}
            </Stack>
        </Drawer>
    );
}

function Verdict({ verdict }: { verdict: TrainingVerdict }) {
    const t = useTranslate();
    return (
        <Stack gap="sm">
            <Metrics verdict={verdict} />
            <Text fw={550}>{said(verdict.sentence)}</Text>
            {verdict.details.map((detail) => (
                <Text key={detail} size="sm" c="dimmed">
                    {said(detail)}
                </Text>
            ))}
            {verdict.samples.length > 0 && (
                <Part title={t("adapters.samples")}>
                    {verdict.samples.slice(0, 4).map(({ prompt, before, after }) => (
                        <div key={prompt} className={classes.sample}>
                            <Text size="sm" fw={550}>
                                {prompt}
                            </Text>
                            <Text size="sm" c="dimmed">
                                {before}
                            </Text>
                            <Text size="sm" className={classes.after}>
                                {after}
                            </Text>
                        </div>
                    ))}
                </Part>
            )}
        </Stack>
    );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
    return (
        <section>
            <Title order={3} size="h6" mb={6}>
                {title}
            </Title>
            {children}
        </section>
    );
}

function Notes({ adapter: { id, note, tags } }: { adapter: AdapterRecord }) {
    const t = useTranslate();
    const { run } = useAction();
    const [text, setText] = useState(note);
    const saveNote = () => {
        if (text !== note) void run((api) => api.adapters.update({ id, note: text }));
    };
    return (
        <Stack gap="sm">
            <Textarea
                label={t("common.note")}
                value={text}
                maxLength={20_000}
                autosize
                minRows={2}
                maxRows={10}
                onChange={(event) => setText(event.currentTarget.value)}
                onBlur={saveNote}
            />
            <TagsInput
                label={t("label.tags")}
                value={tags}
                maxTags={50}
                onChange={(list) =>
                    void run((api) => api.adapters.update({ id, tags: list.map((tag) => tag.slice(0, 60)) }))
                }
            />
        </Stack>
    );
}

function Origin({ adapter }: { adapter: AdapterRecord }) {
    const t = useTranslate();
    const base = useBaseName(adapter);
    const { origin, createdAt, dataset, method, rank, parameters, fileBytes, sha256, settings } = adapter;
    const facts: [string, string | null | undefined][] = [
        [t("adapters.base"), base],
        [t("adapters.origin"), `${t(`adapters.origins.${origin}`)}, ${when(createdAt)}`],
        [t("adapters.data"), dataset && `${dataset.name} (${t("adapters.pairs", { count: dataset.pairs })})`],
        [t("adapters.method"), t(`adapters.methods.${method}`)],
        [t("adapters.size"), `${number(parameters)} · ${t("adapters.rank", { rank })} · ${bytes(fileBytes)}`],
        [t("adapters.checksum"), sha256],
    ];
    return (
        <Part title={t("adapters.whereFrom")}>
            <dl className={classes.facts}>
                {facts.map(
                    ([name, value]) =>
                        value && (
                            <div key={name}>
                                <dt>{name}</dt>
                                <dd>{value}</dd>
                            </div>
                        ),
                )}
            </dl>
            {settings && (
                <details className={classes.settings}>
                    <summary>{t("adapters.settings")}</summary>
                    <Group gap="xs" mt="xs">
                        {Object.entries(settings).map(([name, value]) => (
                            <code key={name}>
                                {name}: {String(value)}
                            </code>
                        ))}
                    </Group>
                </details>
            )}
        </Part>
    );
}
