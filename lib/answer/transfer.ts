import type { MessagePort, Worker } from 'node:worker_threads';

type Listener = (message: unknown) => void;

/**
 * A port that sends arrays of bytes without copying them: they are empty on this side afterwards.
 */
export function transferring(port: MessagePort | Worker) {
  return {
    on: (event: 'message', listener: Listener) => port.on(event, listener),
    postMessage: (message: unknown) => port.postMessage(message, buffersIn(message)),
  };
}

/** How deep arrays of bytes are in a message: `{ args: [{ content }] }`. */
const DEPTH = 3;

function buffersIn(value: unknown, depth = DEPTH): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part) => buffersIn(part, depth - 1));
}
