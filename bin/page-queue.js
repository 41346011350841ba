/* Renders pages one after the other. */

import { performance } from 'node:perf_hooks';

/**
 * A page that waits for something must not block others: the next one starts when the thread has had nothing to do for so many
 * milliseconds since the page began. Where the thread is busy, one more page at a time would only make everything wait longer.
 */
const IDLE_MS = 250;
/** The thread may be busy with something else; so the next page starts after this time in any case, milliseconds. */
const LONGEST_TURN_MS = 300;
const LOOK_MS = 50;

/** The job of a page; those of two jobs have turns of their own. */
const JOB = /^\/(?:jobs\/([^/?]+)|(compare)(?=$|[/?]))/;

/**
 * Creates a queue of pages: a function that calls `render` when its turn comes, unless the client has disconnected.
 *
 * Pages are rendered on the main thread. Pages that are rendered at the same time take turns there, and other requests, such as
 * `/api/health/live`, get one turn after each round. Rendering one page at a time keeps the rounds short and is not slower in total.
 * The jobs whose pages wait take turns, and so does the list: many pages of one job keep one of another waiting for a single turn.
 *
 * @returns {(path: string, response: import('node:http').ServerResponse, render: () => Promise<void>) => Promise<void>} `path` is
 *   that of the page, without the base path
 */
export function pageQueue() {
  /** Pages that wait, by job, in the order of their turns. @type {Map<string, (() => Promise<void>)[]>} */
  const waiting = new Map();
  let isBusy = false;

  async function run() {
    isBusy = true;
    for (let job = firstOf(waiting); job !== undefined; job = firstOf(waiting)) {
      const pages = waiting.get(job) ?? [];
      const start = pages.shift();
      if (start) await oneTurn(start);
      // Only now does the job go to the end: those that began to wait during its turn have not had one yet.
      waiting.delete(job);
      if (pages.length > 0) waiting.set(job, pages);
    }
    isBusy = false;
  }

  return (path, response, render) =>
    new Promise((resolve, reject) => {
      const start = async () => {
        if (!response.destroyed) await render();
      };
      const [, key, compare = ''] = JOB.exec(path) ?? [];
      const job = key ?? `/${compare}`;
      const pages = waiting.get(job) ?? [];
      pages.push(() => start().then(resolve, reject));
      waiting.set(job, pages);
      if (!isBusy) void run();
    });
}

/** Starts a page; resolves when it is done, or its turn is over. @param {() => Promise<void>} start @returns {Promise<void>} */
function oneTurn(start) {
  return new Promise((resolve) => {
    const giveUp = whenOver(done);
    function done() {
      giveUp();
      resolve();
    }
    start().then(done);
  });
}

/** @param {Map<string, unknown>} map @returns {string | undefined} its first key */
const firstOf = (map) => map.keys().next().value;

/** Calls `next` when a turn that begins now is over; returns a function that gives that up. @param {() => void} next */
function whenOver(next) {
  const began = performance.now();
  const before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { idle } = performance.eventLoopUtilization(before);
    if (idle >= IDLE_MS || performance.now() - began >= LONGEST_TURN_MS) next();
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
