import { expect, test } from 'vitest';
import { isAllowedHost } from '../../../lib/access/host.js';

const NAMES = ['gpu-box', 'salient.example.org', '.lab.example.org'];

test.each([
  'localhost',
  'localhost:8765',
  'LOCALHOST:8765',
  'localhost.',
  'salient.localhost',
  '127.0.0.1:8765',
  '10.1.2.3',
  '[::1]:8765',
  'gpu-box:8765',
  'GPU-Box',
  'salient.example.org.',
  'a.lab.example.org:443',
])('%s names this server', (header) => {
  expect(isAllowedHost(header, NAMES)).toBe(true);
});

test.each([
  undefined,
  '',
  ':8765',
  'evil.example',
  'evil.example:8765',
  'localhost.evil.example',
  'evillocalhost',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  'localhost/evil.example',
  'localhost evil.example',
  'lab.example.org',
  'evil-lab.example.org',
  'salient.example.org.evil.example',
  '[evil.example]',
  '[127.0.0.1]',
  '127.0.0.1:8765:evil',
  '2130706433.evil.example',
])('%s does not', (header) => {
  expect(isAllowedHost(header, NAMES)).toBe(false);
});

test('a star allows every host name', () => {
  expect(isAllowedHost('anything.example', ['*'])).toBe(true);
  expect(isAllowedHost('any thing', ['*'])).toBe(false);
});
