/** What can be chosen of pairs and files of them. Spelled out here: the contract's code does not belong into the screens. */
import type { exportFormats, importFormats } from "../../../preload/contract/preferences.ts";
import type { PairOrder, PairSource, Verdict } from "../../../preload/records/preferences.ts";

export type ImportFormat = (typeof importFormats)[number];
export type ExportFormat = (typeof exportFormats)[number];

export const verdicts: readonly Verdict[] = ["preferred", "tie", "both-bad", "skip"];
export const pairSources: readonly PairSource[] = ["chat", "queue", "edit", "import", "manual", "package"];
export const pairOrders: readonly PairOrder[] = ["newest", "oldest", "longest", "updated"];
export const importChoices: readonly ImportFormat[] = ["auto", "json", "csv"];
export const exportChoices: readonly ExportFormat[] = ["trl", "trl-unpaired", "hh-rlhf", "csv"];
