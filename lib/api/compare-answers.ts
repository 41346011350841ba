import { z } from 'zod';
import { answerStatus } from './answer-values';
import { pairing, surveyed, ticks, values } from './insight-answers';
import { sample } from './sample-answers';

/*
 * The schemas of the answers about two jobs. Changes are B − A; null means "not defined here" or "not known yet", never 0. Probabilities
 * and their changes are rounded to 6 decimals.
 */

const count = z.int().nonnegative();
const real = z.number().nullable();
const names = z.array(z.string());

const side = answerStatus.extend({
  key: z.string().describe('Identifies the job in URLs.'),
  path: z.string().describe('Relative to the base directory.'),
  name: z.string().describe('To be shown: the path, or the name of the base directory where that is the job itself.'),
  samples: count.describe('Number of samples read so far.'),
  threshold: z.number().describe('A label counts as predicted from this probability on; each job has its own.'),
  explainers: names.describe('In the order of the job.'),
  pictures: z
    .object({ hashed: count, total: count, message: z.string().nullable().describe('Why it stopped.') })
    .describe('How many originals have been hashed, to tell whether two samples show the same picture.'),
});

const both = { a: side, b: side };

const listed = (what: string) => z.object({ count, first: names.describe('The first hundred.') }).describe(what);
const ids = (what: string) => z.array(z.int()).describe(`${what} Ids, the first hundred.`);

const changedTruth = z
  .object({ sample: z.int().describe('Id in A.'), label: count.describe('Id in A.'), delta: z.number() })
  .nullable();

const change = pairing.extend({ ticks });

export const compareAnswer = z.object({
  ...both,
  compared: count.describe('Samples that are compared, and in all of the following numbers.'),
  both: count.describe('Ids in both jobs.'),
  onlyA: count.describe('Samples of A that have no counterpart in B, neither by id nor by picture.'),
  onlyB: count,
  samePicture: count
    .nullable()
    .describe('Ids in both jobs with the same picture, by the hash of the original; null until that is known.'),
  otherPicture: count.nullable().describe('Ids in both jobs with another picture: nothing is compared by them.'),
  otherLeft: count
    .nullable()
    .describe('Of those, samples of A that no other sample of B has the picture of: left out.'),
  unknownPicture: count
    .nullable()
    .describe('Ids in both jobs where a picture cannot be read, or is not hashed yet: compared by id only.'),
  pendingPicture: count
    .nullable()
    .describe('Of those, ids where a picture is not hashed yet, and none cannot be read.'),
  byPicture: count.describe('Compared samples with different ids and the same picture.'),
  left: z.object({
    onlyA: ids('Samples only in A.'),
    onlyB: ids('Samples only in B.'),
    otherPicture: ids('Samples of A whose id has another picture in B, and that match no other sample.'),
  }),
  labels: z
    .object({ both: count, onlyA: listed('Names only in A.'), onlyB: listed('Names only in B.') })
    .describe('Labels that occur, matched by name; of a name that occurs twice in a job, by name and id.'),
  explainers: z.object({ both: names, onlyA: names, onlyB: names }).describe('Explainers, matched by name.'),
  transitions: z
    .record(z.string(), count)
    .describe(
      'Ground truths by their type in A and in B: `TP->TP`, `FN->TP`, `TP->FN`, `FN->FN`; those that do not occur are omitted.',
    ),
  transitionSamples: z.record(z.string(), count).describe('Samples that have such a ground truth.'),
  fixed: count.describe('Ground truths that went from FN to TP.'),
  broken: count.describe('Ground truths that went from TP to FN.'),
  fpAppeared: count.describe('Labels of samples that are FP in B and were not in A.'),
  fpVanished: count.describe('Labels of samples that were FP in A and are not in B.'),
  mcnemar: real.describe('Two-sided p of the exact McNemar test on `fixed` and `broken`; null without any.'),
  top1: z
    .object({ n: count, rightA: count, rightB: count, fixed: count, broken: count, changed: count })
    .describe(
      'The most probable recorded label of the `n` samples where it and the ground truth are known in both: where it is a ground truth, and where it has changed.',
    ),
  delta: z
    .object({
      n: count,
      mean: real,
      median: real,
      fell: count,
      rose: count,
      histogram: z
        .object({ min: z.number(), max: z.number(), bins: z.array(count), flips: z.array(count) })
        .describe('Equal intervals from min to max, and of each the ground truths that were fixed or broken.'),
      greatestDrop: changedTruth.describe('The least change, which may be positive.'),
      greatestRise: changedTruth.describe('The greatest change.'),
    })
    .describe('Probability in B − probability in A of the ground truths.'),
  maps: z
    .record(
      z.string(),
      z.object({
        rho: change.describe('Rank correlation of the cells, −1 to 1.'),
        iou: change.describe('Intersection over union of the top deciles, 0 to 1; .0535 by chance.'),
        overlap: change.describe('Shared mass, 0 to 1.'),
      }),
    )
    .describe(
      'By explainer: how far the map in A agrees with the map in B of the same sample and label. Low: the map has changed.',
    ),
  isCounting: z.boolean().describe('Whether `maps` is still being counted; ask again.'),
  ...surveyed,
});

const top = z
  .object({ id: count, name: z.string(), confidence: z.number(), isTruth: z.boolean() })
  .nullable()
  .describe('The most probable recorded label; null if none is recorded.');

const comparedSide = z.object({
  label: count.nullable().describe('Id of the label in this job; null where the sample does not have it here.'),
  type: z.enum(['TP', 'FN', 'FP']).nullable(),
  confidence: real,
  top,
  sample,
});

export const compareSamplesAnswer = z.object({
  ...both,
  total: count.describe('Compared samples that match.'),
  compared: count.describe('Compared samples.'),
  page: count,
  limit: count,
  pages: count,
  aspect: z.number().positive().nullable().optional().describe('As in a page of samples; of A.'),
  explainers: names.describe('Explainers of both jobs.'),
  survey: z.object({ surveyed: count, total: count }),
  samples: z.array(
    z.object({
      name: z
        .string()
        .nullable()
        .describe(
          'Name of the label that the sample is shown for: the one that decides its place, else the first that matches.',
        ),
      delta: real.describe('Change of its probability, B − A.'),
      maps: z
        .record(z.string(), values)
        .describe('By explainer: agreement of the map in A and the map in B of this label; null where not known.'),
      a: comparedSide,
      b: comparedSide,
    }),
  ),
});

export type CompareAnswer = z.infer<typeof compareAnswer>;
export type CompareSide = CompareAnswer['a'];
export type CompareSamplesAnswer = z.infer<typeof compareSamplesAnswer>;
export type ComparedSample = CompareSamplesAnswer['samples'][number];
