import { z } from 'zod';
import { answerStatus, atThreshold } from './answers';

/*
 * The schemas of the insight answers. All numbers are counted on sketches of 16 × 16 cells, except stored scores; null means "not
 * defined here", never 0. Numbers are rounded to 9 decimals.
 */

const count = z.int().nonnegative();
const real = z.number().nullable();
const cells = z
  .base64()
  .nullable()
  .describe('A mean map: 16 × 16 bytes in rows from the top, base64; 255 is the greatest cell. Null without maps.');

/** How far the maps of an answer have been surveyed. */
export const surveyed = {
  surveyed: count.describe('Maps that the survey has read, unreadable ones included.'),
  total: count.describe('Maps of the pairs of sample and label that match. An estimate until all are surveyed.'),
  unreadable: count.describe('Maps that could not be read; they are in none of the numbers.'),
  survey: z.object({
    isRunning: z
      .boolean()
      .describe('Whether the survey goes on. Where it does not and maps are left, the request starts it.'),
    secondsLeft: real.describe('Time until the maps of the answer are surveyed; null while unknown.'),
    isChecking: z
      .boolean()
      .describe('Whether files of maps are being compared with those that were read; replaced ones are read again.'),
    withoutEvidence: count.describe('Maps that have nothing but zeros, or are coloured (RGBA): null in everything.'),
    lossy: count.describe('Maps stored as JPEG or WebP, whose compression moves a rank correlation by .01 to .07.'),
    failures: z
      .array(z.object({ sample: z.int(), label: count, explainer: z.string(), message: z.string() }))
      .describe('The first twenty maps that could not be read.'),
    message: z.string().nullable().describe('Why it stopped, or that it is kept only until the server stops.'),
  }),
};

const insight = answerStatus.extend({ atThreshold, ...surveyed });

export const surveyAnswer = insight;

export const pairing = z.object({
  n: count.describe('Pairs of maps. In the tables of all explainers at most 100,000, evenly spread.'),
  mean: real,
  median: real,
  shuffled: real.describe(
    'The same with maps of other samples, mean of ten fixed shifts, of 20,000 pairs at most: the baseline.',
  ),
  lift: real.describe('mean − shuffled.'),
});

const measures = {
  rho: pairing.describe('Rank correlation of the cells, −1 to 1.'),
  iou: pairing.describe('Intersection over union of the top deciles, 0 to 1; .0535 by chance.'),
  overlap: pairing.describe('Shared mass, 0 to 1.'),
};

export const values = z.object({ rho: real, iou: real, overlap: real });

export const agreementAnswer = insight.extend({
  explainers: z.array(z.string()).describe('In the order of the job.'),
  pairs: z.array(z.object({ a: z.string(), b: z.string(), ...measures })),
});

const range = z
  .object({ minimum: z.number(), maximum: z.number(), signed: z.boolean() })
  .nullable()
  .describe('The attributions of levels 0 and 255; null if not recorded.');

export const pairsAnswer = insight.extend({
  a: z.string(),
  b: z.string(),
  ...measures,
  types: z.array(z.object({ type: z.enum(['TP', 'FN', 'FP']), ...measures })).describe('Types with a pair.'),
  labels: z
    .array(z.object({ id: count, name: z.string(), ...measures }))
    .describe('Labels with a pair, ordered by id; the first 100.'),
  histogram: z
    .object({ min: z.number(), max: z.number(), bins: z.array(count) })
    .describe('Values of the measure that the pairs are sorted by.'),
  pairCount: count.describe('Pairs with a value of the measure that they are sorted by.'),
  page: count,
  limit: count,
  pages: count,
  pairs: z.array(
    values.extend({
      sample: z.int(),
      label: count,
      name: z.string(),
      type: z.enum(['TP', 'FN', 'FP']).nullable(),
      confidence: real,
      rangeA: range,
      rangeB: range,
    }),
  ),
});

const summary = z.object({ mean: real, median: real });
export const ticks = z
  .array(z.number())
  .describe('Up to 60 values in ascending order, evenly spread over all of them.');

export const explainersAnswer = insight.extend({
  explainers: z
    .array(
      z.object({
        name: z.string(),
        maps: count.describe('Maps with evidence.'),
        border: summary.describe('Mass in the outer eighth on each side, whose share of the area is .4375.'),
        gini: summary,
        spread: summary.describe('exp(entropy) / 256: the share of the picture over which the evidence is spread.'),
        contrast: z
          .object({
            rho: z.object({ n: count, mean: real }),
            overlap: z.object({ n: count, mean: real }),
            samples: count.describe('Samples with maps of two labels.'),
          })
          .describe('Maps of two labels of a sample: high where the map does not say which label it is of.'),
        evidence: z
          .object({ n: count, inside: real, area: real, liftMean: real, liftMedian: real })
          .describe('Mass inside the boxes of the last layer of the counterfactual, and their share of the picture.'),
        agreement: z
          .object({ rho: pairing, iou: pairing, overlap: pairing })
          .describe('With the other explainers: means over them; `n` is the number of pairs of maps.'),
        ticks: z.object({ agreement: ticks, contrast: ticks, evidence: ticks, spread: ticks, border: ticks }),
        scores: z.array(z.object({ metric: z.string(), score: real })).describe('The stored scores.'),
      }),
    )
    .describe('In the order of the job.'),
});

export const classesAnswer = insight.extend({
  explainers: z.array(z.string()),
  labelCount: count.describe('Labels with a map.'),
  page: count,
  limit: count,
  pages: count,
  labels: z.array(
    z.object({
      id: count,
      name: z.string(),
      maps: z
        .array(
          z.object({
            n: count,
            border: real,
            spread: real,
            homogeneity: real.describe('Mean shared mass of the maps with their mean map.'),
            cells,
          }),
        )
        .describe('One for each explainer.'),
    }),
  ),
});

export const sampleInsightAnswer = insight.extend({
  sample: z.int(),
  label: count.nullable().describe('Null for a sample without labels.'),
  name: z.string().describe('Name of the label.'),
  boxes: count
    .nullable()
    .describe('Boxes of the last layer of the counterfactual of the label; null without a counterfactual.'),
  area: real.describe('Share of the picture that the boxes cover, which is the mass that an even map has inside.'),
  maps: z
    .array(
      z.object({
        explainer: z.string(),
        state: z
          .enum(['counted', 'withoutEvidence', 'unreadable', 'notSurveyed'])
          .describe('All numbers are null where it is not `counted`.'),
        isLossy: z.boolean().describe('Whether its file was compressed with losses.'),
        inside: real.describe('Mass inside the boxes.'),
        lift: real.describe('inside ÷ area.'),
        border: real.describe('Mass in the outer eighth on each side, whose share of the area is .4375.'),
        gini: real,
        spread: real.describe('exp(entropy) / 256.'),
      }),
    )
    .describe('The recorded maps of the label, in the order of the explainers of the job.'),
  pairs: z
    .array(values.extend({ a: z.string(), b: z.string(), job: z.object(measures) }))
    .describe(
      'The agreement of each two of these maps, of the first 40 explainers of the job, and that of the same explainers over the job: `job.….shuffled` is the baseline.',
    ),
  baseline: z
    .object({
      surveyed: count,
      total: count,
      items: count.describe('Pairs of sample and label that `job` rests on: all, or of a large job an even choice.'),
    })
    .describe('How many maps of the job have been surveyed, from which `job` is counted.'),
});

const types = z.object({ TP: count, FN: count, FP: count });

export const shortcutsAnswer = insight.extend({
  explainers: z.array(z.string()),
  explainer: z.string(),
  label: count,
  name: z.string().describe('Name of the label.'),
  labels: z
    .array(z.object({ id: count, name: z.string(), maps: count }))
    .describe('Labels with maps, and the samples that have them; the most first.'),
  n: count.describe('Maps with evidence.'),
  border: real.describe('Border of the mean map of all of them.'),
  groups: z
    .array(
      z.object({
        size: count,
        separation: real.describe('1 − shared mass of the mean map and that of the rest.'),
        border: real,
        rank: real.describe('What the groups are ordered by.'),
        samples: z.array(z.int()).describe('Ids, ascending.'),
        types,
        cells,
      }),
    )
    .describe('Groups of maps that look at the same place, first rank first; they do not overlap.'),
  variance: z.tuple([real, real]).describe('Shares of the variance along the two axes of the points.'),
  points: z
    .array(
      z.object({
        sample: z.int(),
        x: z.number(),
        y: z.number(),
        group: count.nullable().describe('Index of its group.'),
        type: z.enum(['TP', 'FN', 'FP']).nullable(),
      }),
    )
    .describe('The first two principal components of √mass; up to 2,000 maps.'),
});

export type SurveyAnswer = z.infer<typeof surveyAnswer>;
export type AgreementAnswer = z.infer<typeof agreementAnswer>;
export type PairsAnswer = z.infer<typeof pairsAnswer>;
export type ExplainersAnswer = z.infer<typeof explainersAnswer>;
export type ClassesAnswer = z.infer<typeof classesAnswer>;
export type ShortcutsAnswer = z.infer<typeof shortcutsAnswer>;
export type SampleInsightAnswer = z.infer<typeof sampleInsightAnswer>;
export type SurveyStatus = z.infer<typeof insight>['survey'] & { surveyed: number; total: number; unreadable: number };
export type PairingJson = z.infer<typeof pairing>;
