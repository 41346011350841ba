/* Renders pages one after the other. */

/** A page that waits for something must not block others: after this many milliseconds the next one starts. */
const LONGEST_TURN_MS = 250;

/** The job of a page; those of two jobs have turns of their own. */
const JOB = /^\/(?:jobs\/([^/?]+)|(compare)(?=$|[/?]))/;

/**
 * Creates a queue of pages: a function that calls `render` when its turn comes, unless the client has disconnected.
 *
 * Pages are rendered on the main thread. Pages that are rendered at the same time take turns there, and other requests, such as
 * `/api/health/live`, get one turn after each round. Rendering one page at a time keeps the rounds short and is not slower in total.
 * The jobs whose pages wait take turns, and so does the list: many pages of one job do not keep those of another waiting.
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
    for (let start = takeNext(waiting); start; start = takeNext(waiting)) await Promise.race([start(), turnOver()]);
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

/**
 * Takes the first page of the job whose turn it is; the job then goes to the end.
 * @param {Map<string, (() => Promise<void>)[]>} waiting
 */
function takeNext(waiting) {
  const [first] = waiting;
  if (!first) return undefined;
  const [job, pages] = first;
  const start = pages.shift();
  waiting.delete(job);
  if (pages.length > 0) waiting.set(job, pages);
  return start;
}

/** @returns {Promise<void>} */
const turnOver = () => new Promise((resolve) => setTimeout(resolve, LONGEST_TURN_MS).unref());
