/* The log: lines of JSON, or formatted text on a terminal. Plain JavaScript, because the command uses it too. */
import pino from 'pino';
import { jsonOfPrintable, printableJson } from './printable.js';

/** @param {string} level @returns {import('pino').Logger} */
export function makeLog(level) {
  const { isTTY } = process.stdout;
  const transport = isTTY ? { target: 'pino-pretty' } : undefined;
  return pino({ level, transport, hooks: { streamWrite: isTTY ? jsonOfPrintable : printableJson } });
}
