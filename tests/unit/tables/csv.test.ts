import { expect, test } from 'vitest';
import { csvOf } from '../../../lib/tables/csv';

test.each([
  { because: 'a line ends in CR LF', rows: [['a', 'b'], ['c']], text: 'a,b\r\nc\r\n' },
  { because: 'numbers keep every digit', rows: [[0.1 + 0.2, -1, 1e-7]], text: '0.30000000000000004,-1,1e-7\r\n' },
  { because: 'null is empty, 0 is not', rows: [['a', null, 0]], text: 'a,,0\r\n' },
  { because: 'commas stand in quotes', rows: [['tabby, cat']], text: '"tabby, cat"\r\n' },
  { because: 'quotes are doubled', rows: [['a "b"']], text: '"a ""b"""\r\n' },
  { because: 'line breaks stand in quotes', rows: [['a\nb', 'a\rb']], text: '"a\nb","a\rb"\r\n' },
  { because: 'a formula is no formula', rows: [['=1+1', '+1', '-1', '@a']], text: "'=1+1,'+1,'-1,'@a\r\n" },
  { because: 'neither behind a tab', rows: [['\t=1', '\r=1']], text: '\'\t=1,"\'\r=1"\r\n' },
  { because: 'a formula with a comma is both', rows: [['=A(1,2)']], text: '"\'=A(1,2)"\r\n' },
  { because: 'beyond ASCII there is a byte order mark', rows: [['猫']], text: '\ufeff猫\r\n' },
])('$because', ({ rows, text }) => {
  expect(csvOf(rows)).toBe(text);
});
