/* Waiting for the jobs of an own server. */
import { setTimeout as pause } from 'node:timers/promises';

/** Time between two looks, milliseconds. */
export const LOOK_MS = 250;

/** @typedef {(path: string) => Promise<any>} Get answers the path of a request */

/**
 * The list of jobs, once they have been looked for.
 *
 * @param {Get} get @param {string} path
 * @throws {Error} with the reason where they cannot be looked for
 */
export async function listed(get, path) {
  for (;;) {
    const list = await get(path);
    if (list.total === 0 && list.message !== null) throw new Error(list.message);
    if (!list.isLooking) return list;
    await pause(LOOK_MS);
  }
}

/**
 * Resolves once a job has been read.
 *
 * @param {Get} get @param {string} path of the job
 * @throws {Error} with the reason where it cannot be read
 */
export async function untilRead(get, path) {
  for (;;) {
    const { state, message } = await get(path);
    if (state === 'unreadable') throw new Error(message);
    if (state !== 'loading') return;
    await pause(LOOK_MS);
  }
}
