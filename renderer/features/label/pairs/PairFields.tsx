/** The fields of a pair being written or changed. Not what happens to them. */
import { SegmentedControl, Select, TagsInput, Textarea } from "@mantine/core";
import type { PairRecord } from "../../../../preload/contract/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { verdicts } from "../choices.ts";
import classes from "./PairTable.module.css";

/** What can be changed in a pair. */
export type PairDraft = Pick<
    PairRecord,
    "prompt" | "chosen" | "rejected" | "verdict" | "strength" | "tags" | "note"
>;

interface PairFieldsProps {
    draft: PairDraft;
    onChange: (draft: PairDraft) => void;
}

/** Whether a draft says something that can be stored. */
export function isUsable({ prompt, chosen, rejected, verdict }: PairDraft): boolean {
    const hasTexts = [prompt.at(-1)?.content, chosen, rejected].every((text) => text?.trim());
    return hasTexts && (verdict !== "preferred" || chosen !== rejected);
}

export function PairFields({ draft, onChange }: PairFieldsProps) {
    const t = useTranslate();
    const { prompt, chosen, rejected, verdict, strength } = draft;
    const set = (changes: Partial<PairDraft>) => onChange({ ...draft, ...changes });
    const { data: tags } = useAnswer("pairs", ["tags"], (api) => api.preferences.tags());
    const ask = (content: string) => set({ prompt: prompt.with(-1, { role: "user", content }) });
    return (
        <>
            <Textarea
                label={
                    prompt.length > 1
                        ? t("label.lastQuestion", { count: prompt.length - 1 })
                        : t("label.question")
                }
                value={prompt.at(-1)?.content ?? ""}
                onChange={(event) => ask(event.currentTarget.value)}
                autosize
                minRows={1}
                maxRows={6}
                mb="sm"
                data-autofocus
            />
            <div className={classes.answers}>
                <Textarea
                    label={t(verdict === "preferred" ? "label.better" : "label.firstAnswer")}
                    value={chosen}
                    onChange={(event) => set({ chosen: event.currentTarget.value })}
                    autosize
                    minRows={3}
                    maxRows={12}
                />
                <Textarea
                    label={t(verdict === "preferred" ? "label.worse" : "label.secondAnswer")}
                    value={rejected}
                    onChange={(event) => set({ rejected: event.currentTarget.value })}
                    autosize
                    minRows={3}
                    maxRows={12}
                />
            </div>
            <div className={classes.more}>
                <TagsInput
                    label={t("label.tags")}
                    data={(tags ?? []).map(({ tag }) => tag)}
                    value={draft.tags}
                    onChange={(list) => set({ tags: list.map((tag) => tag.slice(0, 60)) })}
                    maxTags={50}
                />
                <Select
                    label={t("label.verdict")}
                    data={verdicts.map((value) => ({ value, label: t(`label.verdicts.${value}`) }))}
                    value={verdict}
                    allowDeselect={false}
                    onChange={(value) => value && set({ verdict: value as PairDraft["verdict"] })}
                />
                <Textarea
                    label={t("common.note")}
                    value={draft.note}
                    maxLength={20_000}
                    onChange={(event) => set({ note: event.currentTarget.value })}
                    autosize
                    minRows={1}
                    maxRows={4}
                />
                <div>
                    <div className={classes.fieldName}>{t("label.strength")}</div>
                    <SegmentedControl
                        aria-label={t("label.strength")}
                        fullWidth
                        size="xs"
                        value={String(strength ?? 0)}
                        onChange={(value) => set({ strength: Number(value) || null })}
                        data={(["0", "1", "2", "3"] as const).map((value) => ({
                            value,
                            label: t(`label.strengths.${value}`),
                        }))}
                    />
                </div>
            </div>
        </>
    );
}
