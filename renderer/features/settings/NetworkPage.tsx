/** Whether the program may use the network, and everything that it would use it for. */
import { List, Switch, Text } from "@mantine/core";
import { Panel } from "../../components/Panel.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { Row } from "./Row.tsx";
import { useChange } from "./useChange.ts";

export function NetworkPage() {
    const t = useTranslate();
    const { settings, change } = useChange();
    if (!settings) return null;
    return (
        <>
            <Panel title={t("settings.network.title")}>
                <Row label={t("settings.network.lock")} hint={t("settings.network.lockHint")}>
                    {(naming) => (
                        <Switch
                            {...naming}
                            size="md"
                            checked={settings.offline}
                            onChange={(event) => change({ offline: event.currentTarget.checked })}
                        />
                    )}
                </Row>
            </Panel>
            <Panel title={t("settings.network.connections")} hint={t("settings.network.connectionsHint")}>
                <List size="sm" spacing="xs">
                    <List.Item>{t("settings.network.downloads")}</List.Item>
                    <List.Item>{t("settings.network.updates")}</List.Item>
                </List>
                <Text size="sm" c="dimmed">
                    {t("settings.network.nothingElse")}
                </Text>
            </Panel>
        </>
    );
}
