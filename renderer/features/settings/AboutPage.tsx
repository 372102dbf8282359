/** What this program is: versions, and the licences of everything in it. */
import { ScrollArea, Table, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { AppInfo } from "../../../preload/contract/app.ts";
import { Panel } from "../../components/Panel.tsx";
import { useAppInfo } from "../../components/useAppInfo.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { Facts } from "./Facts.tsx";

export function AboutPage() {
    const t = useTranslate();
    const info = useAppInfo();
    if (!info) return null;
    return (
        <>
            <Panel title={info.name} hint={t("settings.about.what")}>
                <Facts
                    facts={[
                        [t("settings.about.version"), info.version],
                        [t("settings.about.system"), info.platform],
                        ["Node.js", info.node],
                        [t("settings.about.licence"), "Apache-2.0"],
                        [t("settings.about.method"), t("settings.about.paper")],
                    ]}
                />
            </Panel>
            {info.licences.length > 0 && <Licences licences={info.licences} />}
        </>
    );
}

function Licences({ licences }: Pick<AppInfo, "licences">) {
    const t = useTranslate();
    const [words, setWords] = useState("");
    const found = licences.filter(({ name, licence }) =>
        `${name} ${licence}`.toLowerCase().includes(words.trim().toLowerCase()),
    );
    return (
        <Panel
            title={t("settings.about.licences")}
            hint={t("settings.about.licencesHint", { count: licences.length })}
        >
            <TextInput
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
                placeholder={t("common.search")}
                aria-label={t("common.search")}
                leftSection={<IconSearch size="1rem" stroke={1.6} />}
            />
            <ScrollArea.Autosize mah="24rem" type="auto" viewportProps={{ tabIndex: 0 }}>
                <Table verticalSpacing={4}>
                    <Table.Thead>
                        <Table.Tr>
                            <Table.Th>{t("common.name")}</Table.Th>
                            <Table.Th>{t("settings.about.version")}</Table.Th>
                            <Table.Th>{t("settings.about.licence")}</Table.Th>
                        </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                        {found.map(({ name, version, licence }) => (
                            <Table.Tr key={`${name} ${version}`}>
                                <Table.Td>{name}</Table.Td>
                                <Table.Td>{version}</Table.Td>
                                <Table.Td>{licence}</Table.Td>
                            </Table.Tr>
                        ))}
                    </Table.Tbody>
                </Table>
            </ScrollArea.Autosize>
        </Panel>
    );
}
