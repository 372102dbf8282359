/** All adapters as cards; files of them are dropped here. */
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconArrowsDiff, IconChevronDown, IconFileImport, IconPuzzle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { useAnswer } from "../../backend/useAnswer.ts";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Failure } from "../../components/Failure.tsx";
import { DropArea } from "../../components/files/DropArea.tsx";
import { ScreenFrame } from "../../components/ScreenFrame.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./AdapterList.module.css";
import { CompareDialog } from "./CompareDialog.tsx";
import { AdapterCard } from "./card/AdapterCard.tsx";
import { AdapterDetails } from "./card/AdapterDetails.tsx";
import { ImportDialog } from "./files/ImportDialog.tsx";
import { type Incoming, useIncoming } from "./files/useIncoming.ts";

const accepted = /\.(qadapter|gguf)$/i;

interface AdapterListProps {
    /** whose details are open */
    opened: number | null;
    views: ReactNode;
}

export function AdapterList({ opened, views }: AdapterListProps) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { data: adapters, error, refetch } = useAnswer("adapters", ["list"], (api) => api.adapters.list());
    const [chosen, choose] = useState<readonly number[]>([]);
    const [comparing, compare] = useState(false);
    const incoming = useIncoming();
    const shown = adapters?.find(({ id }) => id === opened);
    // the two that were chosen last are compared
    const toggle = (id: number) =>
        choose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id].slice(-2));
    const pair = chosen.filter((id) => adapters?.some((adapter) => adapter.id === id));
    return (
        <ScreenFrame
            title={t("screens.adapters")}
            beside={views}
            scrolls={false}
            actions={
                <>
                    {(adapters?.length ?? 0) > 1 && (
                        <Button
                            size="xs"
                            variant={pair.length === 2 ? "filled" : "default"}
                            leftSection={<IconArrowsDiff size="1rem" stroke={1.6} />}
                            disabled={pair.length !== 2}
                            onClick={() => compare(true)}
                        >
                            {t("adapters.compare")}
                        </Button>
                    )}
                    <ImportMenu incoming={incoming} />
                </>
            }
        >
            <DropArea label={t("adapters.dropHere")} accepts={accepted} onDrop={incoming.drop} byPath>
                <div className={classes.scroll} {...scrolledWithKeys}>
                    {error && <Failure error={error} retry={() => void refetch()} />}
                    {adapters?.length === 0 && (
                        <EmptyState
                            icon={IconPuzzle}
                            title={t("adapters.none")}
                            text={t("adapters.noneText")}
                        >
                            <Button component={Link} href="/train/new">
                                {t("adapters.train")}
                            </Button>
                            <Button variant="default" onClick={incoming.choose}>
                                {t("adapters.importPackage")}
                            </Button>
                        </EmptyState>
                    )}
                    {(adapters?.length ?? 0) > 1 && (
                        <Text size="xs" c="dimmed" mb="xs">
                            {t(pair.length < 2 ? "adapters.chooseTwo" : "adapters.twoChosen")}
                        </Text>
                    )}
                    <Group component="ul" className={classes.cards}>
                        {adapters?.map((adapter) => (
                            <AdapterCard
                                key={adapter.id}
                                adapter={adapter}
                                chosen={pair.includes(adapter.id)}
                                onChoose={adapters.length > 1 ? () => toggle(adapter.id) : undefined}
                            />
                        ))}
                    </Group>
                </div>
            </DropArea>
            {shown && <AdapterDetails adapter={shown} onClose={() => go("/adapters")} />}
            {comparing && pair.length === 2 && (
                <CompareDialog ids={pair as [number, number]} onClose={() => compare(false)} />
            )}
            {incoming.dialog}
            {incoming.file && (
                <ImportDialog key={incoming.file.path} file={incoming.file} onClose={incoming.close} />
            )}
        </ScreenFrame>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };

function ImportMenu({ incoming }: { incoming: Incoming }) {
    const t = useTranslate();
    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <Button
                    variant="default"
                    size="xs"
                    loading={incoming.busy}
                    leftSection={<IconFileImport size="1rem" stroke={1.6} />}
                    rightSection={<IconChevronDown size="0.875rem" />}
                >
                    {t("adapters.import")}
                </Button>
            </Menu.Target>
            <Menu.Dropdown>
                <Menu.Item onClick={incoming.choose}>{t("adapters.importPackage")}</Menu.Item>
                <Menu.Item onClick={incoming.chooseGguf}>{t("adapters.importGguf")}</Menu.Item>
                <Menu.Item onClick={incoming.choosePeft}>{t("adapters.importPeft")}</Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}
