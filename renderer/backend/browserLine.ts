/** The line to the backend that served this page. */
import { type FramePort, type Socket, socketPort } from "../../preload/framePort.ts";

/** A WebSocket to where the page came from. */
export function browserLine(): FramePort {
    const { protocol, host } = window.location;
    return socketPort(new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/rpc`) as Socket);
}
