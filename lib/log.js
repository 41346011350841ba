/* The log: lines of JSON, or formatted text on a terminal. Plain JavaScript, because the command uses it too. */
import pino from 'pino';

/** @param {string} level @returns {import('pino').Logger} */
export function makeLog(level) {
  const transport = process.stdout.isTTY ? { target: 'pino-pretty' } : undefined;
  return pino({ level, transport });
}
