/**
 * One two-way line for frames, whatever carries them: the common shape of message ports, sockets and processes.
 * Knows nothing of calls (connect.ts) and imports neither Node, Electron nor the DOM.
 */

/** A line. A frame that arrives is hostile until checked, hence unknown. */
export interface FramePort {
    send(frame: string | Uint8Array): void;
    onFrame(listener: (frame: unknown) => void): void;
    /** Called once, when nothing can arrive any more. */
    onClose(listener: () => void): void;
    close(): void;
}

/** A socket of a browser, or of the ws package. */
export interface Socket {
    addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
    addEventListener(type: "open" | "close", listener: () => void): void;
    binaryType: string;
    readyState: number;
    send(frame: string | Uint8Array<ArrayBuffer>): void;
    close(): void;
}

/** The line over a WebSocket. What is sent before it is open waits. */
export function socketPort(socket: Socket): FramePort {
    socket.binaryType = "arraybuffer";
    const waiting: (string | Uint8Array)[] = [];
    const send = (frame: string | Uint8Array) => socket.send(frame as Uint8Array<ArrayBuffer>);
    socket.addEventListener("open", () => waiting.splice(0).forEach(send));
    return {
        send: (frame) => {
            if (socket.readyState === 0) waiting.push(frame);
            else if (socket.readyState === 1) send(frame);
        },
        onFrame: (listener) => socket.addEventListener("message", ({ data }) => listener(data)),
        onClose: (listener) => socket.addEventListener("close", once(listener)),
        close: () => socket.close(),
    };
}

/** A MessagePort of the DOM or of Node. */
export interface DomPort {
    addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
    addEventListener(type: "close", listener: () => void): void;
    postMessage(frame: unknown): void;
    start?(): void;
    close(): void;
}

/** The line over a MessagePort. */
export function messagePort(port: DomPort): FramePort {
    return {
        send: (frame) => port.postMessage(frame),
        onFrame: (listener) => {
            port.addEventListener("message", ({ data }) => listener(data));
            port.start?.();
        },
        onClose: (listener) => port.addEventListener("close", once(listener)),
        close: () => port.close(),
    };
}

/** Electron's MessagePortMain and its `process.parentPort`: listeners get an event with the frame in it. */
export interface ElectronPort {
    postMessage(frame: unknown): void;
    on(type: "message", listener: (event: { data: unknown }) => void): unknown;
    on(type: "close", listener: () => void): unknown;
    start?(): void;
    close?(): void;
}

/** The line over a port of Electron's main or utility process. */
export function electronPort(port: ElectronPort): FramePort {
    return {
        send: (frame) => port.postMessage(frame),
        onFrame: (listener) => {
            port.on("message", ({ data }) => listener(data));
            port.start?.();
        },
        onClose: (listener) => void port.on("close", once(listener)),
        close: () => port.close?.(),
    };
}

/** A child process with an IPC channel (`fork`), or this process seen from the child. */
export interface ForkedProcess {
    send?(frame: unknown): boolean;
    on(type: "message", listener: (frame: unknown) => void): unknown;
    on(type: "disconnect", listener: () => void): unknown;
    connected?: boolean;
    disconnect?(): void;
}

/** The line between parent and child; both sides need `serialization: "advanced"`. */
export function processPort(process: ForkedProcess): FramePort {
    return {
        send: (frame) => {
            if (process.connected) process.send?.(frame);
        },
        onFrame: (listener) => void process.on("message", listener),
        onClose: (listener) => void process.on("disconnect", once(listener)),
        close: () => {
            if (process.connected) process.disconnect?.();
        },
    };
}

/** A utility process of Electron, seen from the parent: listeners get the frame itself. */
export interface UtilityProcess {
    postMessage(frame: unknown): void;
    on(type: "message", listener: (frame: unknown) => void): unknown;
    on(type: "exit", listener: () => void): unknown;
    kill(): boolean;
}

/** The line to a utility process. */
export function utilityPort(process: UtilityProcess): FramePort {
    return {
        send: (frame) => process.postMessage(frame),
        onFrame: (listener) => void process.on("message", listener),
        onClose: (listener) => void process.on("exit", once(listener)),
        close: () => void process.kill(),
    };
}

function once(listener: () => void): () => void {
    let called = false;
    return () => {
        if (called) return;
        called = true;
        listener();
    };
}
