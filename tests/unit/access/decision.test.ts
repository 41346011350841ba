import { describe, expect, test } from 'vitest';
import { decide, examine, placeOf } from '../../../lib/access/decision.js';

const NOTHING = { cookies: [], inAddress: [], inHeader: [] };

/** Checks with the cookie "C" and the token "T"; whatever is in `waiting` has to wait for 7 seconds. */
const checks = (waiting: string[] = []) => ({
  isCookie: (value: string) => value === 'C',
  isToken: (token: string) => token === 'T',
  secondsToWait: (token: string) => (waiting.includes(token) ? 7 : 0),
});

describe('the credentials of a request', () => {
  test.each([
    [{}, { outcome: 'none' }],
    [{ cookies: ['x'] }, { outcome: 'none' }],
    [{ cookies: ['x', 'C'] }, { outcome: 'right', by: 'cookie' }],
    [
      { cookies: ['C'], inAddress: ['x'], inHeader: ['y'] },
      { outcome: 'right', by: 'cookie' },
    ],
    [
      { inAddress: ['T'], inHeader: ['of-a-proxy'] },
      { outcome: 'right', by: 'address' },
    ],
    [{ inAddress: ['x', 'T'] }, { outcome: 'right', by: 'address' }],
    [
      { inAddress: ['x'], inHeader: ['y', 'T'] },
      { outcome: 'right', by: 'header' },
    ],
    [
      { inAddress: ['x'], inHeader: ['y'] },
      { outcome: 'wrong', by: 'address' },
    ],
    [{ inHeader: ['y'] }, { outcome: 'wrong', by: 'header' }],
  ])('%j is %j', (offer, finding) => {
    expect(examine({ ...NOTHING, ...offer }, checks())).toEqual(finding);
  });

  test('a valid cookie is never throttled, nor a token by others of its request; a token that has to wait is not checked', () => {
    expect(examine({ ...NOTHING, cookies: ['C'], inAddress: ['x'] }, checks(['x']))).toMatchObject({
      outcome: 'right',
    });
    expect(examine({ ...NOTHING, inAddress: ['x'] }, checks(['x']))).toEqual({ outcome: 'wait', seconds: 7 });
    expect(examine({ ...NOTHING, inAddress: ['T'], inHeader: ['x'] }, checks(['x']))).toMatchObject({
      outcome: 'right',
    });
    expect(examine({ ...NOTHING, inAddress: ['x', 'T'] }, checks(['x', 'T']))).toEqual({ outcome: 'wait', seconds: 7 });
  });
});

describe('the decision', () => {
  const PAGE = { isOpen: false, isPage: true, isPerson: true };
  const PROGRAM = { isOpen: false, isPage: false, isPerson: false };
  const OPEN = { isOpen: true, isPage: false, isPerson: false };
  const RIGHT = { outcome: 'right', by: 'address' } as const;
  const WRONG = { outcome: 'wrong', by: 'address' } as const;
  const WAIT = { outcome: 'wait', seconds: 7 } as const;
  const NONE = { outcome: 'none' } as const;

  test.each([
    [PAGE, RIGHT, false, 'pass'],
    [PAGE, RIGHT, true, 'redirect'],
    [{ ...PAGE, isPerson: false }, RIGHT, true, 'redirect'],
    [PAGE, WRONG, true, 'login'],
    [PAGE, NONE, false, 'login'],
    [PAGE, NONE, true, 'login'],
    [PAGE, WAIT, true, 'login'],
    [{ ...PAGE, isPerson: false }, NONE, false, 'problem'],
    [PROGRAM, RIGHT, true, 'pass'],
    [PROGRAM, RIGHT, false, 'pass'],
    [PROGRAM, WRONG, false, 'problem'],
    [PROGRAM, WAIT, false, 'problem'],
    [PROGRAM, NONE, false, 'problem'],
    [OPEN, NONE, false, 'pass'],
    [OPEN, NONE, true, 'pass'],
  ])('%j, %j, at another address %s: %s', (place, finding, isElsewhere, action) => {
    expect(decide(place, finding, isElsewhere)).toBe(action);
  });
});

describe('the place', () => {
  const HTML = { accept: 'text/html,*/*' };
  test.each([
    ['GET', '/', HTML, { isOpen: false, isPage: true, isPerson: true }],
    ['HEAD', '/jobs/x', HTML, { isPage: true, isPerson: true }],
    ['GET', '/', {}, { isPage: true, isPerson: false }],
    ['POST', '/', HTML, { isPage: false, isPerson: false }],
    ['GET', '/', { ...HTML, rsc: '1' }, { isPage: false, isPerson: false }],
    ['GET', '/api/jobs', HTML, { isPage: false, isPerson: false }],
    ['GET', '/apiary', HTML, { isPage: true }],
    ['GET', '/metrics', HTML, { isPage: false }],
    ['GET', '/api/health', HTML, { isOpen: true, isPage: false }],
    ['GET', '/api/health/live', {}, { isOpen: true }],
    ['GET', '/api/health/', {}, { isOpen: false }],
    ['GET', '/api/healthy', {}, { isOpen: false }],
  ])('%s %s %j', (method, path, headers, place) => {
    expect(placeOf({ method, headers }, path)).toMatchObject(place);
  });
});
