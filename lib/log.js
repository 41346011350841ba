/* The log: lines of JSON, or of words where somebody looks at a terminal. Plain JavaScript, for the command writes to it, too. */
import pino from 'pino';

/** @param {string} level @returns {import('pino').Logger} */
export function makeLog(level) {
  const transport = process.stdout.isTTY ? { target: 'pino-pretty' } : undefined;
  return pino({ level, transport });
}
