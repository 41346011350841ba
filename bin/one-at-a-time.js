/* Answers the requests of a connection one after the other. */

/**
 * Requests of a connection that may wait for the answer to an earlier one. Browsers and proxies send the next request after an answer,
 * so none waits; node:http would start all that a stranger sends at once.
 */
export const MOST_WAITING = 8;

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 */

/**
 * Wraps the listener of a server for requests: it is called for a request when the earlier ones of its connection are answered. A
 * connection on which too many wait is closed.
 *
 * @param {(request: Request, response: Response) => void} answer
 * @returns {(request: Request, response: Response) => void}
 */
export function oneAtATime(answer) {
  /** The requests that wait, of each connection that has one in progress. @type {WeakMap<import('node:net').Socket, [Request, Response][]>} */
  const waitingOn = new WeakMap();

  /** @param {Request} request @param {Response} response @param {[Request, Response][]} waiting */
  function start(request, response, waiting) {
    const { socket } = request;
    response.once('close', () => {
      // Next may give up a body that it has begun to read; what is left of it is in front of the next request.
      const isGivenUp = request.destroyed || request.readableFlowing === false;
      if (isGivenUp && !request.complete) socket.destroySoon();
      // After an answer with `Connection: close`, nothing can be sent.
      const next = socket.writable ? waiting.shift() : undefined;
      if (next) start(...next, waiting);
      else waitingOn.delete(socket);
    });
    answer(request, response);
  }

  return (request, response) => {
    const { socket } = request;
    if (!socket.writable) return; // closed, while what was read from it before is still parsed
    const waiting = waitingOn.get(socket);
    if (waiting === undefined) {
      /** @type {[Request, Response][]} */
      const none = [];
      waitingOn.set(socket, none);
      start(request, response, none);
    } else if (waiting.length < MOST_WAITING) waiting.push([request, response]);
    else socket.destroy();
  };
}
