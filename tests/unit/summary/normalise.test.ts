import { expect, test } from 'vitest';
import { normalise } from '../../../lib/summary/paths';

test.each([
  ['run', './run'],
  ['./run', './run'],
  ['./run/', './run'],
  ['run//', './run'],
  ['.//nightly/./run', './nightly/run'],
  ['./', './'],
  ['.', './'],
  ['', './'],
  ['./..run', './..run'],
  ['./.hidden', './.hidden'],
  ['./été 1', './été 1'],
])('%j is the job %j', (path, id) => {
  expect(normalise(path)).toBe(id);
});

test.each(['..', './..', '../run', 'run/..', './run/../run', '/run', '/', './run\0', '\0'])(
  '%j is not a job',
  (path) => {
    expect(normalise(path)).toBeNull();
  },
);

test('normalising a normalised path changes nothing', () => {
  for (const path of ['run', './a//b/', '.', './a/./b']) {
    const id = normalise(path) ?? 'none';
    expect(normalise(id)).toBe(id);
  }
});
