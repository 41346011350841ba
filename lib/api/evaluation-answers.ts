import { z } from 'zod';
import { answerStatus, atThreshold, count, real } from './answer-values';
import { THRESHOLD_STEPS } from './threshold';

/* The answers about scores, thresholds and confusion. */

export const metricRange = z
  .object({
    minimum: real.describe('The least score there can be; null if there is no bound.'),
    maximum: real.describe('The greatest score there can be; null if there is no bound.'),
    lowerIsBetter: z.boolean(),
  })
  .nullable()
  .describe('How the scores of a metric are read; null if they are 0 to 1 and higher ones better.');

export const evaluationAnswer = answerStatus.extend({
  explainers: z.array(z.string()),
  metrics: z.array(z.string()),
  metricRanges: z.array(metricRange).describe('In the order of `metrics`.'),
  labels: z.array(z.object({ id: count, name: z.string() })).describe('Labels with a score, ordered by id.'),
  scores: z.array(
    z.object({
      explainer: count.describe('Index into `explainers`.'),
      metric: count.describe('Index into `metrics`.'),
      total: real.describe('Null if not scored.'),
      labels: z
        .array(real)
        .nullable()
        .describe(
          'In the order of `labels`, null for labels that were not scored. The list itself is null for a label-independent metric.',
        ),
    }),
  ),
});

const steps = z.array(count).length(THRESHOLD_STEPS + 1);

/** What the job counts at each threshold from 0 to 1. */
export const thresholdsAnswer = answerStatus.extend({
  recorded: z.number().describe('The threshold that the job records.'),
  samples: count.describe('Samples with ground truth; the others have no types.'),
  atRecorded: z
    .object({ TP: count, FN: count, FP: count })
    .describe('Counts of sample × label pairs at the recorded threshold.'),
  unknown: count.describe(
    'Ground truth and predicted labels without a probability, in these samples: they are counted nowhere.',
  ),
  TP: steps.describe('Ground truth labels whose probability reaches the threshold.'),
  FN: steps.describe('Ground truth labels whose probability does not.'),
  FP: steps.describe('Other labels whose recorded probability reaches the threshold.'),
  openSamples: steps.describe(
    'Samples in which a label without a recorded probability may reach the threshold: where there are any, FP is a lower bound.',
  ),
});

export const confusionAnswer = answerStatus.extend({
  atThreshold,
  threshold: z.number().describe('A label counts as predicted from this probability on.'),
  samples: count.describe('Number of counted samples: those with ground truth and a probability.'),
  leftOut: count.describe('Number of samples that are not counted because they, or the job, have too many pairs.'),
  pairCount: count.describe('Number of pairs that occur.'),
  pairs: z
    .array(
      z.object({
        truth: count.describe('Id of a ground truth label.'),
        predicted: count.nullable().describe('Id of a predicted label; null if no label reached the threshold.'),
        samples: count,
      }),
    )
    .describe('Each pair of ground truth and prediction; the 10,000 most frequent pairs.'),
});

export type EvaluationAnswer = z.infer<typeof evaluationAnswer>;
export type MetricRange = z.infer<typeof metricRange>;
export type ThresholdsAnswer = z.infer<typeof thresholdsAnswer>;
export type ConfusionAnswer = z.infer<typeof confusionAnswer>;
