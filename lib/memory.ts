import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';

const { port1: sink, port2: closed } = new MessageChannel();
closed.close();
sink.unref();

/**
 * Frees the memory of arrays immediately; the arrays are empty afterwards. The garbage collector would free it much later, tens of
 * megabytes at a time, because it sees only the small wrapper objects.
 *
 * Buffers transferred to a closed port are discarded: the equivalent of `ArrayBuffer.prototype.transfer(0)` for Node 20.
 */
export function releaseMemory(arrays: readonly { readonly buffer: ArrayBuffer }[]): void {
  sink.postMessage(
    null,
    arrays.map(({ buffer }) => buffer),
  );
}

/**
 * Collects the garbage of this thread now, which takes some milliseconds. The buffers that native libraries return cannot be transferred,
 * so `releaseMemory` does not free them.
 */
export function collectGarbage(): void {
  collect ??= exposedCollect();
  collect();
}

let collect: (() => void) | undefined;

/** The function of V8, which contexts have that are created after the flag was set. */
function exposedCollect(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
