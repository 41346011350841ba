import { expect, test } from 'vitest';
import { named } from '../../../lib/answer/report';

test.each([
  ['.', '/runs/night', 'night'],
  ['.', 's3://bucket/night', 'night'],
  ['.', '/', '/'],
  ['nightly/run', '/runs', 'nightly/run'],
])('a report names the job %s below %s: %s', (path, summaryBaseDir, name) => {
  expect(named({ summaryBaseDir }, { path, samples: 7 })).toEqual({ path: name, samples: 7 });
});
