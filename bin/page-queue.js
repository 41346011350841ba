/* Renders pages one after the other. */

/** A page that waits for something must not block others: after this many milliseconds the next one starts. */
const LONGEST_TURN_MS = 250;

/**
 * Creates a queue of pages: a function that calls `render` when its turn comes, unless the client has disconnected.
 *
 * Pages are rendered on the main thread. Pages that are rendered at the same time take turns there, and other requests, such as
 * `/api/health/live`, get one turn after each round. Rendering one page at a time keeps the rounds short and is not slower in total.
 *
 * @returns {(response: import('node:http').ServerResponse, render: () => Promise<void>) => Promise<void>}
 */
export function pageQueue() {
  let previous = Promise.resolve();
  return (response, render) => {
    const rendered = previous.then(() => (response.destroyed ? undefined : render()));
    const ended = rendered.catch(() => {}); // reported to those who await `rendered`
    previous = previous.then(() => Promise.race([ended, turnOver()]));
    return rendered;
  };
}

/** @returns {Promise<void>} */
const turnOver = () => new Promise((resolve) => setTimeout(resolve, LONGEST_TURN_MS).unref());
