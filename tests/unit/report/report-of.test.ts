import { describe, expect, test } from 'vitest';
import { reportAddress, reportName, reportOf, totalAddress } from '../../../components/report/report-of';

const CHOICES = { title: '', limit: 20, language: 'en' };
const EXPLAINERS = ['A', 'B', 'C'];

/** The request of the report that a page offers. */
function requested(path: string, query: string): string {
  const of = reportOf(path, new URLSearchParams(query), EXPLAINERS);
  return of === null ? '' : reportAddress(of, CHOICES);
}

describe('the report of a view', () => {
  test.each([
    ['/jobs/run/saliency', '', '/api/jobs/run/report?sort=confidence&order=desc&limit=20&language=en'],
    [
      '/jobs/run/saliency',
      'types=FN&labels=3&sort=id&order=asc&colour=viridis&hide=1&columns=2&pick=7.3&blend=50&threshold=.4',
      '/api/jobs/run/report?label=3&type=FN&threshold=0.4&sort=id&order=asc&explainers=2%2C0&colour=viridis&blend=50&picks=7.3&limit=20&language=en',
    ],
    ['/jobs/run/evaluation', '', '/api/jobs/run/report?limit=20&language=en'],
    ['/jobs/run/insight/agreement', 'order=asc&labels=2', '/api/jobs/run/report?label=2&limit=20&language=en'],
    ['/jobs/run/samples/-5', 'types=FN', '/api/jobs/run/report?samples=-5&limit=20&language=en'],
    [
      '/jobs/run/counterfactual',
      'label=1',
      '/api/jobs/run/report?label=1&hasCounterfactuals=true&sort=confidence&order=desc&limit=20&language=en',
    ],
    [
      '/compare',
      'a=one&b=two&only=flips&sort=drop&page=3&contours=true&spread=.1~.2&mapsOf=A',
      '/api/compare/report?a=one&b=two&of=b&explainer=A&minSpread=0.1&maxSpread=0.2&only=flips&sort=drop&contours=true&limit=20&language=en',
    ],
    ['/compare', 'a=one', ''],
    ['/', '', ''],
  ])('%s?%s', (path, query, address) => {
    expect(requested(path, query)).toBe(address);
  });

  test('how many samples match is asked without what only a report knows', () => {
    const of = reportOf(
      '/jobs/run/saliency',
      new URLSearchParams('types=FN&colour=viridis&hide=1&pick=7.3'),
      EXPLAINERS,
    );
    expect(of && totalAddress(of)).toBe('/api/jobs/run/samples?type=FN&sort=confidence&order=desc&limit=1');
  });

  test('the file is named after the job', () => {
    const of = { kind: 'job', key: 'k', request: {} } as const;
    expect(reportName(of, { path: 'runs/ResNet 50' })).toBe('report-runs-ResNet-50.html');
    expect(reportName(of, undefined)).toBe('report.html');
    expect(reportName({ kind: 'compare', request: {} }, undefined)).toBe('report-compare.html');
  });
});
