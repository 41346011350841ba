import { describe, expect, test } from 'vitest';
import { destinationsOf } from '../../../components/palette/destinations';
import type { JobAnswer } from '../../../lib/api/job-answers';

const label = (id: number, name: string, samples: number) => ({
  id,
  name,
  samples,
  maps: 0,
  counterfactuals: 0,
  TP: 0,
  FN: 0,
  FP: 0,
});

const JOB: Pick<JobAnswer, 'key' | 'labelCounts'> = {
  key: 'run~1',
  labelCounts: [label(0, 'Tabby cat', 3), label(1, 'dog', 9), label(2, 'catamaran', 7)],
};

const RECENT = [
  { key: 'run~1', id: 12 },
  { key: 'other', id: 7 },
];

const find = (text: string) => destinationsOf(text, JOB, [], RECENT, (view) => view);

test('without input, the views are found', () => {
  const { views, labels, samples } = find('');
  expect(views.map(({ href }) => href)).toEqual([
    '/jobs/run~1/saliency',
    '/jobs/run~1/counterfactual',
    '/jobs/run~1/evaluation',
    '/jobs/run~1/confusion',
    '/jobs/run~1/insight/explainers',
  ]);
  expect([labels, samples]).toEqual([[], []]);
});

test('part of a label, in any case, finds labels, the most frequent first', () => {
  expect(find('CAT').labels.map(({ name, href }) => [name, href])).toEqual([
    ['catamaran', '/jobs/run~1/saliency?labels=2'],
    ['Tabby cat', '/jobs/run~1/saliency?labels=0'],
  ]);
});

describe('a number is the id of a sample', () => {
  test.each(['12', '#12', ' # 12'])('%s', (text) => {
    expect(find(text).samples.map(({ href }) => href)).toEqual(['/jobs/run~1/samples/12']);
  });
});

test('without a job only jobs are found', () => {
  const found = destinationsOf('12', undefined, [], [], (view) => view);
  expect(found).toEqual({ views: [], samples: [], recent: [], labels: [], jobs: [] });
});

describe('recent samples', () => {
  test('are found by their job, and listed when nothing is typed', () => {
    expect(find('').recent.map(({ name, href }) => [name, href])).toEqual([
      ['# 12 · run/1', '/jobs/run~1/samples/12'],
      ['# 7 · other', '/jobs/other/samples/7'],
    ]);
    expect(find('OTH').recent.map(({ name }) => name)).toEqual(['# 7 · other']);
  });

  test('are not listed if the same sample was typed', () => {
    expect(find('12').recent).toEqual([]);
  });
});
