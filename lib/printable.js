/*
 * What may be printed. Names of jobs and files, and messages that contain them, may hold characters that control a terminal, and marks
 * that turn the writing direction round. They are shown as escapes. Plain JavaScript, because the command uses it too.
 */

/** DEL, C1 controls, marks of the writing direction, and separators of lines, which JSON allows in strings. */
const UNSAFE = '\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const IN_TEXT = new RegExp(`[\\u0000-\\u001f${UNSAFE}]`, 'g');
const IN_LINES = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f${UNSAFE}]`, 'g');
const IN_JSON = new RegExp(`[${UNSAFE}]`, 'g');

/** Escapes in JSON text. */
const ESCAPES = /\\(?:u[0-9a-f]{4}|[^u])/gi;

/** @param {string} character */
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text for one line of a terminal. @param {string} text */
export const printable = (text) => text.replace(IN_TEXT, escaped);

/** A text of several lines; tabs and line feeds stay. @param {string} text */
export const printableLines = (text) => text.replace(IN_LINES, escaped);

/** A line of JSON with the same meaning. @param {string} json */
export const printableJson = (json) => json.replace(IN_JSON, escaped);

/** A line of JSON whose strings are as `printable` makes them. @param {string} json */
export const jsonOfPrintable = (json) =>
  printableJson(json).replace(ESCAPES, (one) => (/^\\["\\/]$/.test(one) ? one : `\\${one}`));

/**
 * From now on, everything that this thread prints is as `printableLines` makes it. Where nobody reads it any more, as after the end of a
 * program that it was piped into, it is lost: Next would print that it cannot print, for ever.
 */
export function printOnlyPrintable() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
    const write = stream.write.bind(stream);
    stream.write = (/** @type {any} */ chunk, /** @type {any[]} */ ...rest) =>
      write(printableLines(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()), ...rest);
  }
}
