/* Renders pages one after the other. */

/** A page that waits for something must not keep others waiting: after so many milliseconds the next one starts. */
const LONGEST_TURN_MS = 250;

/**
 * Makes a queue of pages: a function that calls `render` when it is its turn, unless the client has gone by then.
 *
 * Rendering is work of the main thread. Pages that are rendered together take turns there, and everything else, such as
 * `/api/health/live`, gets one turn after each round; so one page at a time keeps the rounds short, and takes no longer.
 *
 * @returns {(response: import('node:http').ServerResponse, render: () => Promise<void>) => Promise<void>}
 */
export function pageQueue() {
  let previous = Promise.resolve();
  return (response, render) => {
    const rendered = previous.then(() => (response.destroyed ? undefined : render()));
    const ended = rendered.catch(() => {}); // whoever waits for `rendered` hears of it
    previous = previous.then(() => Promise.race([ended, turnOver()]));
    return rendered;
  };
}

/** @returns {Promise<void>} */
const turnOver = () => new Promise((resolve) => setTimeout(resolve, LONGEST_TURN_MS).unref());
