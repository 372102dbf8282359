/** Everything else that can be done with an adapter. */
import { Menu } from "@mantine/core";
import { IconInfoCircle, IconPackageExport, IconShieldCheck } from "@tabler/icons-react";
import { useLocation } from "wouter";
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import { useAction } from "../../../backend/useAction.ts";
import { MoreMenu, RemoveItem, RenameItem } from "../../../components/MoreMenu.tsx";
import { useTell } from "../../../components/tell.tsx";
import { useRemove } from "../../../components/useRemove.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { useExports } from "../files/useExports.ts";

interface AdapterMenuProps {
    adapter: AdapterRecord;
    onRename: () => void;
}

export function AdapterMenu({ adapter, onRename }: AdapterMenuProps) {
    const t = useTranslate();
    const tell = useTell();
    const [, go] = useLocation();
    const { run } = useAction();
    const exports = useExports(adapter);
    const { id, name, dataset } = adapter;
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "adapters", id, text: t("adapters.removed", { name }) });
    const verify = () =>
        void run(async (api) => {
            const { state } = await api.adapters.verify({ id });
            tell.done(t(state === "ready" ? "adapters.sound" : `adapters.${state}`));
        });
    return (
        <>
            {exports.dialog}
            <MoreMenu label={t("adapters.actionsFor", { name })}>
                <Menu.Item leftSection={<IconInfoCircle size="1rem" />} onClick={() => go(`/adapters/${id}`)}>
                    {t("adapters.details")}
                </Menu.Item>
                <RenameItem onClick={onRename} />
                <Menu.Divider />
                <Menu.Item
                    leftSection={<IconPackageExport size="1rem" />}
                    onClick={() => void exports.asPackage(false)}
                >
                    {t("adapters.exportPackage")}
                </Menu.Item>
                {dataset && (
                    <Menu.Item
                        leftSection={<IconPackageExport size="1rem" />}
                        onClick={() => void exports.asPackage(true)}
                    >
                        {t("adapters.exportWithData", { count: dataset.pairs })}
                    </Menu.Item>
                )}
                <Menu.Item
                    leftSection={<IconPackageExport size="1rem" />}
                    onClick={() => void exports.asGguf()}
                >
                    {t("adapters.exportGguf")}
                </Menu.Item>
                <Menu.Item
                    leftSection={<IconPackageExport size="1rem" />}
                    onClick={() => void exports.asPeft()}
                >
                    {t("adapters.exportPeft")}
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item leftSection={<IconShieldCheck size="1rem" />} onClick={verify}>
                    {t("adapters.verify")}
                </Menu.Item>
                <RemoveItem onClick={remove} />
            </MoreMenu>
        </>
    );
}
