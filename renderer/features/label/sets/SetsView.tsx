/** Data sets: named selections of pairs that adapters are trained on. */
import { Button, SimpleGrid } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDatabase, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { NewSetDialog } from "./NewSetDialog.tsx";
import { SetCard } from "./SetCard.tsx";

/** Everything that somebody prefers, kept up to date. */
const everything = { filter: { verdicts: ["preferred" as const] } };

export function SetsView({ views }: { views: ReactNode }) {
    const t = useTranslate();
    const [naming, newSet] = useDisclosure(false);
    const { data: sets, error, refetch } = useAnswer("datasets", ["list"], (api) => api.datasets.list());
    const { data: pairs } = useAnswer("pairs", ["statistics", everything.filter], (api) =>
        api.preferences.statistics(everything),
    );
    const create = (
        <Button
            size="xs"
            leftSection={<IconPlus size="1rem" />}
            disabled={!pairs?.pairs}
            onClick={newSet.open}
        >
            {t("label.setOfAll")}
        </Button>
    );
    return (
        <ScreenFrame
            title={t("screens.label")}
            beside={views}
            actions={sets?.length ? create : undefined}
            scrolls={sets?.length !== 0}
        >
            {error && <Failure error={error} retry={() => void refetch()} />}
            {sets?.length === 0 && (
                <EmptyState icon={IconDatabase} title={t("label.noSets")} text={t("label.noSetsText")}>
                    {create}
                    <Button component={Link} href="/label/pairs" size="xs" variant="default">
                        {t("label.choosePairs")}
                    </Button>
                </EmptyState>
            )}
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
                {sets?.map((set) => (
                    <SetCard key={set.id} set={set} />
                ))}
            </SimpleGrid>
            {naming && (
                <NewSetDialog selection={everything} count={pairs?.pairs ?? 0} onClose={newSet.close} />
            )}
        </ScreenFrame>
    );
}
