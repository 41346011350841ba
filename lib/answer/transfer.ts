import type { MessagePort, Worker } from 'node:worker_threads';

type Listener = (message: unknown) => void;

/**
 * A port that sends arrays of bytes without copying them: they are empty on this side afterwards. Arrays in shared memory can be used on
 * both sides.
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
  if (value instanceof Uint8Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .slice(0, MOST)
    .flatMap((part) => buffersIn(part, depth - 1));
}

/** Properties that are looked at; a list of a hundred thousand boxes has no arrays of bytes. */
const MOST = 8;
