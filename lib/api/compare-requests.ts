import { z } from 'zod';
import { CHANGES, COMPARED_SORTS, SIDES } from './compare-choices';
import { facetsRequest, flag, idsOf, MAX_LIMIT, page, whole } from './requests';

/* The schemas of the requests about two jobs. */

const key = (which: string) => z.string({ error: 'the key of a job' }).describe(`Key of job ${which}.`);
const truth = (which: string) =>
  z
    .enum(['TP', 'FN'], { error: 'TP or FN' })
    .optional()
    .describe(`Only ground truths with this prediction type in ${which}.`);

export const compareRequest = z.object({ a: key('A, the earlier one'), b: key('B, the later one') });

export const compareSamplesRequest = z.object({
  ...compareRequest.shape,
  page,
  limit: whole(1, MAX_LIMIT).default(4).describe('Samples per page.'),
  // Each job has its own threshold.
  ...facetsRequest.omit({ threshold: true }).shape,
  of: z
    .enum(SIDES, { error: 'a or b' })
    .default('b')
    .describe('The job whose labels the filter is about; label ids are those of that job.'),
  only: z
    .enum(CHANGES, { error: `one of ${CHANGES.join(', ')}` })
    .optional()
    .describe(
      'Only samples of which this has changed: a ground truth (`flips`: `fixed` or `broken`), a false positive that `appeared` or `vanished`, the most probable label.',
    ),
  from: truth('A'),
  to: truth('B'),
  sort: z
    .enum(COMPARED_SORTS, { error: `one of ${COMPARED_SORTS.join(', ')}` })
    .default('flips')
    .describe(
      '`drop` and `rise`: the change of the probability of a ground truth. `flips`: flips first, the greatest change first. `most-changed` and `least-changed`: the agreement of the maps in A and B by `measure`, of the explainer `by`, or the mean of all. `id`: the id in A. Ties are in the order of the id in A.',
    ),
  by: z
    .string({ error: 'the name of an explainer of both jobs' })
    .max(4_096)
    .optional()
    .describe('The explainer whose maps `most-changed` and `least-changed` are about; the mean of all without it.'),
  ids: idsOf.describe('Returns the samples with these ids in A that match, in this order, instead of a page.'),
  aspect: flag.default(false).describe('Whether to read the aspect of the originals of the page.'),
});

export type CompareRequest = z.infer<typeof compareRequest>;
export type CompareSamplesRequest = z.infer<typeof compareSamplesRequest>;
