import { expect, test } from 'vitest';
import { missingJob } from '../../../lib/answer/missing-job';
import type { ExplainLoader, LoaderStatus } from '../../../lib/manager/explain-loader';

const loader = (status: LoaderStatus, snapshot: object | null) => ({ status, snapshot }) as unknown as ExplainLoader;

const LOADED = loader({ kind: 'loaded' }, {});
const FAILED = loader({ kind: 'failed', message: 'The job needs more than the 16 MB.' }, null);
const PENDING = loader({ kind: 'pending' }, null);

test.each([
  ['it failed', [FAILED], 'unreadable', 'The job needs more than the 16 MB.'],
  ['one of two failed', [PENDING, FAILED], 'unreadable', 'The job needs more than the 16 MB.'],
  ['nothing was read', [LOADED, PENDING], 'worker-lost', 'Nothing of the job has been read yet; export it again.'],
  ['it is another one', [LOADED], 'unreadable', 'A job was replaced while the table was written; export it again.'],
] as const)('a table says that %s', (_, jobs, code, detail) => {
  expect(missingJob(...jobs).problem).toMatchObject({ status: 503, code, detail });
});
