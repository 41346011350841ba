import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** The worker threads that this process starts from now on, to the end of the test, in the order in which they start. */
export function watchWorkers(): Worker[] {
  const workers: Worker[] = [];
  const note = (worker: Worker) => workers.push(worker);
  process.on('worker', note);
  onTestFinished(() => {
    process.off('worker', note);
  });
  return workers;
}
