/** All pairs: searched, filtered, looked at, changed in place, many at once, in and out of files. */
import { Button, Menu } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconDots, IconFileExport, IconFileImport, IconPlus, IconScale } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { Link } from "wouter";
import type { PairFilter } from "../../../../preload/contract/preferences.ts";
import type { PairOrder } from "../../../../preload/records/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { DropArea } from "../../../components/files/DropArea.tsx";
import { useIncomingFile } from "../../../components/files/useIncomingFile.ts";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { ExportDialog } from "../exchange/ExportDialog.tsx";
import { ImportDialog } from "../exchange/ImportDialog.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { isRestricted } from "./filters.ts";
import { NewPairDialog } from "./NewPairDialog.tsx";
import { PairTable } from "./PairTable.tsx";
import { Quality } from "./Quality.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import { noSelection, type Selection } from "./selection.ts";

const endings = ["jsonl", "json", "csv"];
const importable = /\.(jsonl|json|csv)$/i;

export function PairsView({ views }: { views: ReactNode }) {
    const t = useTranslate();
    const [typed, setFilter] = useState<PairFilter>({});
    const [text] = useDebouncedValue(typed.text?.trim() ?? "", 150);
    const filter = useMemo(() => ({ ...typed, text: text || undefined }), [typed, text]);
    const [order, setOrder] = useState<PairOrder>("newest");
    const [selection, select] = useState<Selection>(noSelection);
    const [writing, newPair] = useDisclosure(false);
    const [exporting, exports] = useDisclosure(false);
    const taking = useIncomingFile();
    const choose = () => taking.choose(t("label.import"), endings);
    const {
        data: all,
        error,
        refetch,
    } = useAnswer("pairs", ["statistics"], (api) => api.preferences.statistics({ filter: {} }));
    const narrow = (changed: PairFilter) => {
        setFilter(changed);
        select(noSelection);
    };
    const isEmpty = all?.pairs === 0;
    return (
        <ScreenFrame
            title={t("screens.label")}
            beside={views}
            scrolls={false}
            actions={
                <>
                    <Button
                        variant="default"
                        size="xs"
                        leftSection={<IconFileImport size="1rem" stroke={1.6} />}
                        loading={taking.busy}
                        onClick={choose}
                    >
                        {t("label.import")}
                    </Button>
                    <Menu position="bottom-end">
                        <Menu.Target>
                            <Button variant="default" size="xs" px="xs" aria-label={t("common.more")}>
                                <IconDots size="1rem" />
                            </Button>
                        </Menu.Target>
                        <Menu.Dropdown>
                            <Menu.Item leftSection={<IconPlus size="1rem" />} onClick={newPair.open}>
                                {t("label.newPair")}
                            </Menu.Item>
                            <Menu.Item
                                leftSection={<IconFileExport size="1rem" />}
                                disabled={isEmpty}
                                onClick={exports.open}
                            >
                                {t("label.export")}
                            </Menu.Item>
                        </Menu.Dropdown>
                    </Menu>
                </>
            }
        >
            <DropArea label={t("label.dropHere")} accepts={importable} onDrop={taking.drop}>
                {error ? (
                    <Failure error={error} retry={() => void refetch()} />
                ) : isEmpty ? (
                    <NoPairs onImport={choose} />
                ) : (
                    <>
                        <FilterBar filter={typed} order={order} onChange={narrow} onOrder={setOrder} />
                        {all && !isRestricted(filter) && <Quality statistics={all} onShow={narrow} />}
                        <PairTable
                            filter={filter}
                            order={order}
                            selection={selection}
                            onSelect={select}
                            onClear={() => narrow({})}
                        />
                        <SelectionBar filter={filter} selection={selection} onSelect={select} />
                    </>
                )}
            </DropArea>
            {taking.file && (
                <ImportDialog
                    key={taking.file.path}
                    file={taking.file}
                    onClose={taking.close}
                    onShow={(importId) => narrow({ importId })}
                />
            )}
            {exporting && <ExportDialog filter={filter} onClose={exports.close} />}
            {writing && <NewPairDialog onClose={newPair.close} />}
        </ScreenFrame>
    );
}

function NoPairs({ onImport }: { onImport: () => void }) {
    const t = useTranslate();
    return (
        <EmptyState icon={IconScale} title={t("label.noPairs")} text={t("label.noPairsText")}>
            <Button component={Link} href="/chat">
                {t("label.toChat")}
            </Button>
            <Button variant="default" onClick={onImport}>
                {t("label.import")}
            </Button>
        </EmptyState>
    );
}
