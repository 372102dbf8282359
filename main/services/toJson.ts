/** Plain values as the store's JSON columns take them. */
import type { Json } from "../../preload/records/common.ts";

/** The same value, as JSON; whoever calls knows that it is. */
export function toJson(value: unknown): Json {
    return value as Json;
}
