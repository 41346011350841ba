import { z } from 'zod';
import { answerStatus, atThreshold } from './answer-values';
import { INTERVAL_PLACES, ORDERS, SAMPLE_SORTS, TRIAGE_PRESETS } from './choices';
import { metricRange } from './evaluation-answers';

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
  n: count.describe(
    'Pairs of maps. In the tables of all explainers at most 100,000, evenly spread; of more than two explainers fewer while maps are left to survey.',
  ),
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

const explainerPairs = z.array(z.object({ a: z.string(), b: z.string(), ...measures }));

const isDraft = z
  .boolean()
  .describe('Whether the numbers are of fewer pairs than they are without `quick` and once all maps are surveyed.');

export const agreementAnswer = insight.extend({
  isDraft,
  explainers: z.array(z.string()).describe('In the order of the job.'),
  pairs: explainerPairs,
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

const bins = z.array(count);
const edges = z.array(z.number()).readonly();

export const explainersAnswer = insight.extend({
  isDraft,
  edges: z
    .object({ agreement: edges, contrast: edges, evidence: edges, spread: edges, border: edges })
    .describe(
      'The edges of the bins of each number, ascending. The first and the last bin also hold what lies beyond.',
    ),
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
        bins: z
          .object({ agreement: bins, contrast: bins, evidence: bins, spread: bins, border: bins })
          .describe('How many of the values lie in each bin.'),
        ticks: z.object({ agreement: ticks, contrast: ticks, evidence: ticks, spread: ticks, border: ticks }),
        scores: z
          .array(z.object({ metric: z.string(), score: real, range: metricRange }))
          .describe('The stored scores.'),
      }),
    )
    .describe('In the order of the job.'),
  pairs: explainerPairs.describe('Each two explainers, as in `/insight/agreement`, of the same state of the survey.'),
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
  n: count.describe('Maps that are clustered: all with evidence, or `selected` of them.'),
  selected: count.describe('The same as `n`. Of a class with more than 20,000 maps, an even selection of 20,000.'),
  of: count.describe('Maps with evidence.'),
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

const share = z.object({ n: count, of: count });

export const triageAnswer = insight.extend({
  threshold: z
    .number()
    .describe('A label counts as predicted from this probability on: that of the request, else the recorded one.'),
  presets: z
    .array(
      z.object({
        preset: z
          .enum(TRIAGE_PRESETS)
          .describe(
            '`foreign`: the probability is outside of its own interval. `confident`: FN or FP, at least half of the way from the threshold to certainty. `sure`: FP or FN whose whole interval is on the wrong side of the threshold. `crosses`: low < threshold ≤ high. `disagree`: agreement not above that of other samples’ maps. `beside`: evidence lift below 1.',
          ),
        lacks: z
          .enum(['intervals', 'types', 'explainers', 'samples', 'counterfactuals', 'maps'])
          .nullable()
          .describe('What is missing for this preset, so that it says nothing; null if nothing is.'),
        pairs: count.describe('Pairs of sample and label that it applies to.'),
        samples: count.describe('Their samples.'),
        of: count.describe('Matching pairs that it can tell about: with an interval, with boxes, …'),
        wrong: share.describe('FN and FP among its pairs that have a type.'),
        wrongOthers: share.describe('FN and FP among the others that it can tell about: what `wrong` compares with.'),
        right: share.describe(
          'For `confident` and `sure`: the TP that are as far from the threshold, of all: what `pairs` compares with.',
        ),
        untyped: count.describe(
          'Matching pairs without a type (no ground truth, or neither predicted nor ground truth): left out of these shares, and of the mistakes of `confident` and `sure`.',
        ),
        most: real.describe(
          'For `disagree` and `beside`: the value up to which it applies. Of `disagree` it is the agreement with other samples’ maps.',
        ),
        adds: z
          .object({
            type: z.array(z.enum(['TP', 'FN', 'FP'])).optional(),
            interval: z.array(z.enum(INTERVAL_PLACES)).optional(),
            minMargin: z.number().optional(),
            maxAgreement: z.number().optional(),
            maxEvidence: z.number().optional(),
            sort: z.enum(SAMPLE_SORTS),
            order: z.enum(ORDERS),
          })
          .describe('The parameters of `/samples` that list its samples, in addition to those of this request.'),
        first: z
          .array(
            z.object({
              sample: z.int(),
              label: count,
              name: z.string(),
              type: z.enum(['TP', 'FN', 'FP']).nullable(),
              confidence: real,
              low: real,
              high: real,
              value: real.describe('The number that the samples are ordered by.'),
              explainer: z
                .string()
                .nullable()
                .describe(
                  'Whose map agrees least with the others, or for `beside` has the least evidence lift; null without such a map.',
                ),
            }),
          )
          .describe('The first samples, each with the pair that comes first.'),
      }),
    )
    .describe('In a fixed order.'),
});

const distribution = z
  .object({
    n: count.describe('Pairs with a value.'),
    matching: count.describe('Those of them that match its own range as well.'),
    least: real,
    greatest: real,
    edges: z
      .array(z.number())
      .describe('Of the bins, ascending. The first and the last bin also hold what lies beyond.'),
    bins: z.array(count),
  })
  .nullable()
  .describe('Null where the job has no such number.');

export const distributionsAnswer = insight
  .extend({
    agreement: distribution.describe('Mean agreement of the maps of a label, or of those of the explainer.'),
    evidence: distribution.describe('Mean evidence lift of them.'),
    border: distribution.describe('Mean share of mass on the border.'),
    spread: distribution.describe('Mean spread.'),
  })
  .describe('How the numbers of the matching pairs are distributed; each ignores its own range of the filter.');

export type TriageAnswer = z.infer<typeof triageAnswer>;
export type DistributionsAnswer = z.infer<typeof distributionsAnswer>;
export type SurveyAnswer = z.infer<typeof surveyAnswer>;
export type AgreementAnswer = z.infer<typeof agreementAnswer>;
export type PairsAnswer = z.infer<typeof pairsAnswer>;
export type ExplainersAnswer = z.infer<typeof explainersAnswer>;
export type ClassesAnswer = z.infer<typeof classesAnswer>;
export type ShortcutsAnswer = z.infer<typeof shortcutsAnswer>;
export type SampleInsightAnswer = z.infer<typeof sampleInsightAnswer>;
export type SurveyStatus = z.infer<typeof insight>['survey'] & { surveyed: number; total: number; unreadable: number };
export type PairingJson = z.infer<typeof pairing>;
