import { expect, test } from 'vitest';
import { answerExplainers } from '../../lib/answer/insight-explainers';
import { explainersRequest } from '../../lib/api/insight-requests';
import { jobKeyOf } from '../../lib/api/job-key';
import { loaded, manage } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';

/* Names that an answer of Insight repeats; those of explainers in pairs are in survey-drafts.test.ts. */

const upTo = (count: number) => Array.from({ length: count }, (_, k) => k);

test('names of metrics that would repeat in each score without end are refused', async () => {
  const base = await temporaryDirectory();
  const named = (metric: number) => `${metric}`.padEnd(512, '\u0001');
  const benchmarks = upTo(60).flatMap((explainer) =>
    upTo(49).map((metric) => ({ metric: named(metric), explainer: `E${explainer}`, total: 1 })),
  );
  await writeJob(`${base}/long`, [...run({ samples: 1 }), { benchmarks }]);
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await loaded(manager, './long');
  const asked = answerExplainers(manager, jobKeyOf('./long'), explainersRequest.parse({}));
  await expect(asked).rejects.toThrow('In the answer, the names of metrics of 2942 scores would take 9 MB');
});
