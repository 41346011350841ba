import { expect, test } from 'vitest';
import { jobKeyOf } from '../../../lib/api/job-key';
import { api, pages } from '../../../lib/api/urls';

const key = jobKeyOf('./nightly/été');

test('URLs contain the key of a job as one segment', () => {
  expect(api.job(key)).toBe('/api/jobs/nightly~!c3!a9t!c3!a9');
  expect(api.sample(key, -7)).toBe(`/api/jobs/${key}/samples/-7`);
  expect(pages.saliency(key)).toBe(`/jobs/${key}/saliency`);
});

test('URLs without parameters have no query string', () => {
  expect(api.jobs(new URLSearchParams())).toBe('/api/jobs');
  expect(api.samples('run', new URLSearchParams({ label: '3', q: 'a b' }))).toBe('/api/jobs/run/samples?label=3&q=a+b');
});
