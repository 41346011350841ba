import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { machineOf } from '../../wheel/machine.js';
import { wheelFile, wheelName } from '../../wheel/wheel-file.js';

const ABOUT = {
  name: 'a-name',
  version: '1.2.3',
  summary: 'A summary.',
  licence: 'Apache-2.0',
  python: '>=3.9',
  requires: ['numpy>=1.22', 'a-logger==1.2.3'],
  tag: 'py3-none-win_amd64',
  text: 'Text.',
};
const FILES = [
  { path: 'a_name/app/b,c.js', content: Buffer.from('one') },
  { path: 'a_name/__init__.py', content: Buffer.from('') },
];

test('a wheel lists its files with their checksums, and says what it requires', () => {
  const files = unzipSync(wheelFile(ABOUT, FILES, Buffer.from('licence')));
  const record = strFromU8(files['a_name-1.2.3.dist-info/RECORD']);
  const lines = Object.entries(files)
    .filter(([path]) => !path.endsWith('RECORD'))
    .map(([path, content]) => {
      const sum = createHash('sha256').update(content).digest('base64url');
      return `${path.includes(',') ? `"${path}"` : path},sha256=${sum},${content.length}`;
    });
  expect(record.trimEnd().split('\n')).toEqual([...lines, 'a_name-1.2.3.dist-info/RECORD,,']);
  const metadata = strFromU8(files['a_name-1.2.3.dist-info/METADATA']);
  expect(metadata).toContain('\nRequires-Dist: numpy>=1.22\nRequires-Dist: a-logger==1.2.3\n');
  expect(strFromU8(files['a_name-1.2.3.dist-info/WHEEL'])).toContain(
    'Root-Is-Purelib: false\nTag: py3-none-win_amd64\n',
  );
  expect(wheelName(ABOUT)).toBe('a_name-1.2.3-py3-none-win_amd64.whl');
});

test('equal files make an equal wheel, in any order and at any time', () => {
  const first = wheelFile(ABOUT, FILES, Buffer.from('licence'));
  expect(wheelFile(ABOUT, FILES.toReversed(), Buffer.from('licence'))).toEqual(first);
});

/** A file that begins with these bytes at these places. */
function header(...parts: [number, Buffer][]): Buffer {
  const content = Buffer.alloc(256);
  for (const [place, bytes] of parts) bytes.copy(content, place);
  return content;
}

test.each([
  ['ELF x64', header([0, Buffer.from('7f454c46', 'hex')], [18, Buffer.from('3e00', 'hex')])],
  ['ELF arm64', header([0, Buffer.from('7f454c46', 'hex')], [18, Buffer.from('b700', 'hex')])],
  ['Mach-O x64', header([0, Buffer.from('cffaedfe07000001', 'hex')])],
  ['Mach-O arm64', header([0, Buffer.from('cffaedfe0c000001', 'hex')])],
  ['PE x64', header([0, Buffer.from('MZ')], [60, Buffer.from([128])], [128, Buffer.from('504500006486', 'hex')])],
  [null, header([0, Buffer.from('7f454c46', 'hex')], [18, Buffer.from('2800', 'hex')])],
  [null, header([0, Buffer.from('MZ')], [60, Buffer.from('ffffff7f', 'hex')])],
  [null, Buffer.from('short')],
] as const)('a native file for %s is known by its header', (machine, content) => {
  expect(machineOf(content)).toBe(machine);
});
