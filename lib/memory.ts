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
