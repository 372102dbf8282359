/**
 * The one kind of error that the program shows to a person. It is defined where both sides of the contract can
 * reach it; the rest of main/ imports it from here.
 */
export { type ErrorCode, StudioError } from "../preload/errors.ts";
