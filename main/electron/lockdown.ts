/**
 * What pages may not do: everything that Chromium would let them do beyond showing themselves. Each denial stands in
 * SECURITY.md. Chromium is never given the network; what is downloaded goes through main/network/.
 */
import { app, type Session, type WebContents } from "electron";
import { isOwnAddress } from "./pageScheme.ts";

/** Switches of the whole program; only before Electron is ready. */
export function lockProcesses(): void {
    app.enableSandbox();
    app.commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND");
    app.commandLine.appendSwitch("disable-background-networking");
}

/** Denies a session devices, permissions, downloads and every address but the page's own. */
export function lockSession(session: Session): void {
    const mayCopy = "clipboard-sanitized-write";
    session.setPermissionRequestHandler((contents, permission, answer) =>
        answer(permission === mayCopy && isOwnAddress(contents.getURL())),
    );
    session.setPermissionCheckHandler(
        (contents, permission) => permission === mayCopy && isOwnAddress(contents?.getURL() ?? ""),
    );
    session.setDevicePermissionHandler(() => false);
    session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
    session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
    session.setSpellCheckerEnabled(false); // its dictionaries are downloaded
    session.enableNetworkEmulation({ offline: true });
    session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }));
    session.on("will-download", (event) => event.preventDefault());
}

/** Pages make images of bytes that they have. */
function mayLoad(address: string): boolean {
    const isTool = !app.isPackaged && address.startsWith("devtools://");
    return isOwnAddress(address.replace(/^blob:/, "")) || address.startsWith("data:") || isTool;
}

/** Keeps a page where it is: no other page in its place, no windows, no views inside it. */
export function lockContents(contents: WebContents, openLink: (address: string) => void): void {
    const stay = (event: { url: string; preventDefault: () => void }) => {
        if (!isOwnAddress(event.url)) event.preventDefault();
    };
    contents.on("will-navigate", stay);
    contents.on("will-frame-navigate", stay);
    contents.on("will-redirect", stay);
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
        openLink(url);
        return { action: "deny" };
    });
}
