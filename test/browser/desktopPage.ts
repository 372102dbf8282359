/** A page that does what the screens do in the desktop program, for preload.test.ts. */
import { type Connection, connect } from "../../preload/connect.ts";
import { desktopLine, onPageMessage } from "../../preload/desktopLine.ts";
import type { echoContract } from "../support/echoContract.ts";

/** What the test calls in the page. */
export interface DesktopPage {
    client: Connection<typeof echoContract>["client"];
    messages: unknown[];
    listen: () => void;
}

const page: DesktopPage = {
    client: connect<typeof echoContract>(desktopLine(window)).client,
    messages: [],
    listen: () => void onPageMessage(window, (message) => void page.messages.push(message)),
};
Object.assign(window, { page });
