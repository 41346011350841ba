import { expect, test } from 'vitest';
import { sessionPath, splitSession } from '../../../lib/access/session-path.js';

const SESSION = 'x'.repeat(43);

test.each([
  [`/t/${SESSION}/jobs?a=1`, '', SESSION, '/jobs?a=1'],
  [`/t/${SESSION}`, '', SESSION, '/'],
  [`/t/${SESSION}?a`, '', SESSION, '/?a'],
  [`/t/${SESSION}/`, '', SESSION, '/'],
  [`/tools/t/${SESSION}/jobs`, '/tools', SESSION, '/tools/jobs'],
  [`/tools/t/${SESSION}`, '/tools', SESSION, '/tools/'],
  [`/t/${SESSION}x/jobs`, '', null, `/t/${SESSION}x/jobs`],
  [`/t/${SESSION.slice(1)}/jobs`, '', null, `/t/${SESSION.slice(1)}/jobs`],
  [`/a/t/${SESSION}/jobs`, '', null, `/a/t/${SESSION}/jobs`],
  [`/?a=/t/${SESSION}/`, '', null, `/?a=/t/${SESSION}/`],
  ['/jobs?a', '/tools', null, '/jobs?a'],
])('%s below "%s"', (url, basePath, session, address) => {
  expect(splitSession(url, basePath)).toEqual({ session, address });
});

test('the session path can be split off again; without a session there is none', () => {
  expect(splitSession(`/tools${sessionPath(SESSION)}/x`, '/tools')).toEqual({ session: SESSION, address: '/tools/x' });
  expect(sessionPath('')).toBe('');
});
