/** Every keyboard shortcut of the program. */
import { Group, Kbd, Table } from "@mantine/core";
import { Fragment } from "react";
import { isMac } from "../../components/keys.ts";
import { Panel } from "../../components/Panel.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";

/** Ctrl, or what does its work on a Mac */
const mod = isMac ? "⌘" : "Ctrl";

/** By screen; each shortcut's keys are pressed together, alternatives stand one after the other. */
const shortcuts = {
    everywhere: { palette: [[mod, "K"]], screens: [["Alt", "1"]], newChat: [[mod, "Shift", "O"]] },
    chat: { send: [["Enter"]], line: [["Shift", "Enter"]], stop: [["Esc"]] },
    label: {
        left: [["←"]],
        right: [["→"]],
        tie: [["↑"]],
        bad: [["↓"]],
        skip: [["Space"]],
        edit: [["E"]],
        undo: [["Z"]],
    },
} as const;

type Screen = keyof typeof shortcuts;

export function KeysPage() {
    return (
        <>
            {(Object.keys(shortcuts) as Screen[]).map((screen) => (
                <Shortcuts key={screen} screen={screen} />
            ))}
        </>
    );
}

function Shortcuts({ screen }: { screen: Screen }) {
    const t = useTranslate();
    const entries: [string, readonly (readonly string[])[]][] = Object.entries(shortcuts[screen]);
    return (
        <Panel title={t(`settings.keys.${screen}`)}>
            <Table verticalSpacing="xs" withRowBorders={false}>
                <Table.Tbody>
                    {entries.map(([name, keys]) => (
                        <Table.Tr key={name}>
                            <Table.Td pl={0}>{t(`settings.keys.${name as "palette"}`)}</Table.Td>
                            <Table.Td pr={0}>
                                <Group gap="xs" justify="flex-end">
                                    {keys.map((together) => (
                                        <span key={together.join()}>
                                            {together.map((key, index) => (
                                                <Fragment key={key}>
                                                    {index > 0 && " + "}
                                                    <Kbd>
                                                        {isNamed(key) ? t(`settings.keyNames.${key}`) : key}
                                                    </Kbd>
                                                </Fragment>
                                            ))}
                                        </span>
                                    ))}
                                </Group>
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </Panel>
    );
}

/** Keys whose names differ between languages. */
const named = ["Ctrl", "Shift", "Enter", "Space", "Esc"] as const;

function isNamed(key: string): key is (typeof named)[number] {
    return (named as readonly string[]).includes(key);
}
