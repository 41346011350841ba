import { expect, test } from 'vitest';
import { loadCounterfactualParams } from '@/lib/api/counterfactual-params';
import { loadSaliencyParams } from '@/lib/api/search-params';
import { tableFilterOf } from '@/lib/api/table-filter';

const filterOf = (path: string, query: string) =>
  tableFilterOf(path, loadSaliencyParams(query), loadCounterfactualParams(query)).request;

test.each([
  ['/jobs/run/saliency', '?labels=3&sort=id&order=asc', { label: [3], sort: 'id', order: 'asc' }],
  ['/jobs/run/samples/7', '?types=FN&sort=margin', { type: ['FN'], sort: 'margin' }],
  ['/jobs/run/counterfactual', '?label=2', { label: [2], hasCounterfactuals: true }],
  ['/jobs/run/counterfactual', '?label=2&empty=true', { label: [2], hasCounterfactuals: false }],
  ['/jobs/run/evaluation', '', { label: [], type: [] }],
  ['/jobs/run/confusion', '?threshold=.3', { threshold: 0.3 }],
])('the tables of %s%s have its filter and its order', (path, query, request) => {
  expect(filterOf(path, query)).toMatchObject(request);
});

test('the order of pairs is no order of samples', () => {
  expect(filterOf('/jobs/run/insight/agreement', '?labels=3&order=asc')).not.toHaveProperty('order');
});
