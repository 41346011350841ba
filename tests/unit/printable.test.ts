import { describe, expect, test } from 'vitest';
import { jsonOfPrintable, printable, printableJson, printableLines } from '../../lib/printable.js';

const NAME = 'a\u001b[31m\u009b2J\u202egpj\u2066\u2028\u007f\u0000é任务🦊\\n"';
const SAFE = '\\u001b[31m\\u009b2J\\u202egpj\\u2066\\u2028\\u007f\\u0000é任务🦊';

describe('what may be printed', () => {
  test('a text shows what controls a terminal or turns the writing direction round as escapes', () => {
    expect(printable(NAME)).toBe(`a${SAFE}\\n"`);
    expect(printable('a\nb\tc\r')).toBe('a\\u000ab\\u0009c\\u000d');
    expect(printableLines('a\nb\tc\r\u0085')).toBe('a\nb\tc\\u000d\\u0085');
  });

  test('every control is escaped, and nothing else of Latin-1', () => {
    for (let code = 0; code < 256; code++) {
      const isControl = code < 32 || (code >= 127 && code < 160);
      expect(printable(String.fromCharCode(code)).length === 1, String(code)).toBe(!isControl);
    }
  });

  test('a line of JSON keeps its meaning', () => {
    const line = JSON.stringify({ [NAME]: NAME });
    expect(JSON.parse(printableJson(line))).toEqual({ [NAME]: NAME });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(printableJson(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
  });

  test('a line for a program that prints its strings has printable ones', () => {
    const line = jsonOfPrintable(`${JSON.stringify({ msg: `${NAME}\n\t` })}\n`);
    expect(JSON.parse(line).msg).toBe(`a${SAFE}\\n"\\n\\t`);
    expect(line.endsWith('}\n')).toBe(true);
  });
});
