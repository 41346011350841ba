import { z } from 'zod';
import { answerStatus, aspect, atThreshold, count, real } from './answer-values';

/* The answers about samples. */

const uncertainty = z
  .object({ sd: real, low: real, high: real })
  .nullable()
  .describe('Standard deviation and 95 % interval of repeated inference.');

export const sample = z.object({
  id: z.int(),
  imagePath: z.string().describe('Path of the original, relative to the directory of the job.'),
  labels: z.array(
    z.object({
      id: count,
      name: z.string(),
      type: z.enum(['TP', 'FN', 'FP']).nullable(),
      isTruth: z.boolean(),
      isPredicted: z
        .boolean()
        .describe(
          'Whether the run lists it as a prediction. Whether its probability reaches the threshold is given by `type`: TP or FP.',
        ),
      confidence: real,
      uncertainty,
    }),
  ),
  runnersUp: z
    .array(z.object({ id: count, name: z.string(), confidence: real, uncertainty }))
    .describe(
      'Labels below the threshold that are not ground truth, most probable first. In a page of samples: the first ten and those with a map.',
    ),
  runnerUpCount: count,
  maps: z.array(
    z.object({
      explainer: count,
      label: count,
      path: z.string(),
      range: z
        .object({
          minimum: z.number(),
          maximum: z.number(),
          signed: z.boolean().describe('Whether 0 is neutral and negative values are evidence against the label.'),
          extremes: z
            .object({ minimum: z.number(), maximum: z.number() })
            .optional()
            .describe(
              'The true least and greatest attribution, if values outside the range were clipped to levels 0 and 255.',
            ),
        })
        .nullable()
        .describe('The attributions of levels 0 and 255; null if not recorded.'),
    }),
  ),
  agreement: z
    .object({ rho: real, iou: real, overlap: real })
    .optional()
    .describe(
      'Only in a page of samples: the mean agreement of the maps of the label that the sample is sorted by, else of the most probable matching label. Null where not defined, or not surveyed.',
    ),
  matchingLabel: count
    .nullable()
    .optional()
    .describe(
      'Only in a page of samples: the matching label that the sample is sorted by, else the most probable matching one with a map; null for none.',
    ),
  sortValue: real
    .optional()
    .describe(
      'Only in a page of samples that is sorted by a number: that of the sample, the least of its matching labels for margins and numbers of maps in ascending order, else the greatest. Null for none: such samples come last.',
    ),
  marks: z.array(z.string()).optional().describe('Names of its marks, in the order of marking.'),
  note: z.string().nullable().optional().describe('Its note; null if there is none.'),
  regions: z
    .array(
      z.object({
        label: count,
        boxes: z
          .array(z.tuple([z.int(), z.int(), z.int(), z.int()]))
          .describe('Left, top, width and height in pixels of the original.'),
        maskPath: z
          .string()
          .nullable()
          .describe('Path of its mask, a grey picture of the original’s size; null if there is none.'),
      }),
    )
    .optional()
    .describe('Where objects of ground truth labels are; only if that is recorded.'),
  counterfactuals: z.array(
    z.object({
      label: count,
      mask: z.string(),
      layers: z.array(z.object({ confidence: real, boxes: z.array(z.tuple([z.int(), z.int(), z.int(), z.int()])) })),
    }),
  ),
});

export const samplesAnswer = answerStatus.extend({
  atThreshold,
  total: count.describe('Number of matching samples.'),
  valued: count.describe(
    'Number of matching samples before the first one that has no value to be sorted by; in the order of ids all of them.',
  ),
  sampleCount: count.describe('Number of samples of the job.'),
  page: count,
  limit: count,
  pages: count,
  aspect: aspect
    .optional()
    .describe(
      'The most common ratio of width to height of the originals; only if requested, null if none is readable.',
    ),
  survey: z
    .object({ surveyed: count, total: count })
    .describe('Maps of the matching labels, and how many of them have been surveyed since the server started.'),
  samples: z.array(sample),
});

const histogram = z
  .object({ min: z.number(), max: z.number(), bins: z.array(count) })
  .describe('Number of values in each of the equal intervals from min to max; the last one includes max.');

export const facetsAnswer = answerStatus
  .extend({
    atThreshold,
    total: count.describe('Number of matching samples.'),
    labels: z.array(z.object({ id: count, name: z.string(), count })).describe('Matching labels, ordered by id.'),
    types: z.object({ TP: count, FN: count, FP: count }),
    confidence: histogram,
    uncertainty: histogram.describe('Histogram of the standard deviations.'),
    marks: z
      .array(z.object({ name: z.string(), colour: z.string(), count }))
      .describe('All marks, with the number of matching samples that have them.'),
    notes: count.describe('Matching samples with a note.'),
  })
  .describe('Counts of sample × label pairs; each count ignores its own part of the filter.');

export const neighboursAnswer = answerStatus.extend({
  id: z.int().describe('The sample.'),
  atThreshold,
  total: count.describe('Number of matching samples.'),
  rank: count
    .nullable()
    .describe('Position of the sample among the matching samples, from 1; null if it does not match.'),
  previous: z.int().nullable().describe('Id of the preceding sample; null for the first.'),
  next: z.int().nullable().describe('Id of the following sample; null for the last.'),
  label: count
    .nullable()
    .describe('The matching label that the sample is sorted by, else the most probable matching one with a map.'),
});

export const sampleAnswer = answerStatus.extend({
  atThreshold,
  sample,
  aspect: aspect.describe('Width over height of the original; null if it cannot be read.'),
});

export type SamplesAnswer = z.infer<typeof samplesAnswer>;
export type FacetsAnswer = z.infer<typeof facetsAnswer>;
export type Histogram = z.infer<typeof histogram>;
export type NeighboursAnswer = z.infer<typeof neighboursAnswer>;
export type SampleAnswer = z.infer<typeof sampleAnswer>;
export type SampleJson = z.infer<typeof sample>;
