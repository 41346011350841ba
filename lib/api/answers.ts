import { z } from 'zod';

/*
 * What is answered. Times are ISO 8601 in UTC; sizes and offsets are bytes; confidences and standard deviations are
 * rounded to 6 decimals; null means "not recorded" or "not known", never 0.
 */

const time = z.iso.datetime();
const count = z.int().nonnegative();
const real = z.number().nullable();
const aspect = z.number().positive().nullable();

export const jobState = z
  .enum(['loading', 'live', 'stalled', 'finished', 'complete', 'damaged', 'unreadable'])
  .describe(
    'Where the job stands: being read by Salient, growing, silent without a manifest, over but not read, over and read, broken behind some byte, or not to be read at all.',
  );

export const jobSummary = z.object({
  key: z.string().describe('Names the job in addresses.'),
  path: z.string().describe('Relative to the base directory; `.` is the base directory itself.'),
  created: time.nullable().describe('From the name of the event file.'),
  updated: time.describe('When the event file was last written.'),
  size: count.describe('Of the event file.'),
  state: jobState,
  samples: count.nullable().describe('Null as long as the job has not been read.'),
  labels: count.nullable().describe('Labels that occur.'),
  explainers: count.nullable(),
  views: z
    .object({ saliency: z.boolean(), counterfactual: z.boolean(), evaluation: z.boolean() })
    .describe('What there is to look at, as far as it is known.'),
  message: z.string().nullable().describe('What is wrong, where the state is `damaged` or `unreadable`.'),
});

export const jobsAnswer = z.object({
  total: count.describe('Jobs that match.'),
  page: count,
  limit: count,
  pages: count,
  base: z.string().describe('Name of the base directory.'),
  reloadInterval: z.number().describe('Seconds between two looks for jobs; 0 means that there was only one.'),
  isLooking: z.boolean().describe('Whether the first look for jobs is still under way: more may come.'),
  message: z.string().nullable().describe('Why the list may be old or empty: the base directory cannot be read.'),
  problems: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .describe('Directories that could not be looked into.'),
  jobs: z.array(
    jobSummary.extend({
      preview: z
        .array(z.int())
        .nullable()
        .describe('Ids of the first samples; null while the event file is looked into: ask again.'),
    }),
  ),
});

export const problem = z.object({
  code: z.string(),
  message: z.string(),
  offset: count.nullable().describe('Byte of the event file at which the record begins.'),
});

export const labelCounts = z.object({
  id: count,
  name: z.string(),
  samples: count.describe('Samples whose label set holds the label.'),
  maps: count.describe('Samples with a saliency map of the label.'),
  counterfactuals: count.describe('Samples with a counterfactual of the label.'),
  TP: count,
  FN: count,
  FP: count,
});

export const jobAnswer = jobSummary.extend({
  directory: z.string().describe('On the machine that Salient runs on.'),
  eventFile: z.string(),
  generation: z.string().nullable().describe('Tells this content from any other at the same path.'),
  revision: z.string().nullable().describe('Stands for the records read so far: equal content, equal revision.'),
  progress: z.object({ read: count.describe('Up to the last whole record.'), total: count }),
  threshold: z.number().describe('Probability from which on a label counts as predicted.'),
  uncertainty: z.boolean().describe('Whether any standard deviation was recorded.'),
  explainerNames: z.array(z.string()).describe('Index = the number of the explainer in addresses and maps.'),
  metrics: z.array(z.string()),
  labelCounts: z.array(labelCounts).describe('Labels that occur, by id.'),
  withMaps: count.describe('Samples with a saliency map.'),
  withCounterfactuals: count.describe('Samples with a counterfactual.'),
  problems: z.array(problem).describe('The first fifty.'),
  problemCount: count,
});

const uncertainty = z
  .object({ sd: real, low: real, high: real })
  .nullable()
  .describe('Standard deviation and 95 % interval of repeated inference.');

export const sample = z.object({
  id: z.int(),
  imagePath: z.string().describe('Of the original, relative to the directory of the job.'),
  labels: z.array(
    z.object({
      id: count,
      name: z.string(),
      type: z.enum(['TP', 'FN', 'FP']).nullable(),
      isTruth: z.boolean(),
      isPredicted: z
        .boolean()
        .describe(
          'Whether the run lists it as a prediction. Whether its probability makes it one, `type` says: TP or FP.',
        ),
      confidence: real,
      uncertainty,
    }),
  ),
  runnersUp: z
    .array(z.object({ id: count, name: z.string(), confidence: real, uncertainty }))
    .describe(
      'Labels under the threshold that are no ground truth, most probable first; in a page of samples the first ten and those with a map.',
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
          signed: z.boolean().describe('0 is neutral, and what is negative speaks against the label.'),
        })
        .nullable()
        .describe('The attributions that levels 0 and 255 stand for; null where they were not recorded.'),
    }),
  ),
  counterfactuals: z.array(
    z.object({
      label: count,
      mask: z.string(),
      layers: z.array(z.object({ confidence: real, boxes: z.array(z.tuple([z.int(), z.int(), z.int(), z.int()])) })),
    }),
  ),
});

/** Where the job stood when the question was answered. */
const standing = z.object({
  state: jobState,
  generation: z.string().nullable(),
  revision: z.string().nullable(),
  progress: z.object({ read: count, total: count }),
  message: z.string().nullable(),
});

export const samplesAnswer = standing.extend({
  total: count.describe('Samples that match.'),
  sampleCount: count.describe('Samples of the job.'),
  page: count,
  limit: count,
  pages: count,
  aspect: aspect
    .optional()
    .describe(
      'The most common width over height of the originals; only where it was asked for, null where none is readable.',
    ),
  samples: z.array(sample),
});

const histogram = z
  .object({ min: z.number(), max: z.number(), bins: z.array(count) })
  .describe('Values in each of the equal intervals from min to max; the last one holds max itself.');

export const facetsAnswer = standing
  .extend({
    total: count.describe('Samples that match.'),
    labels: z.array(z.object({ id: count, name: z.string(), count })).describe('Labels that match, by id.'),
    types: z.object({ TP: count, FN: count, FP: count }),
    confidence: histogram,
    uncertainty: histogram.describe('Of the standard deviations.'),
  })
  .describe('Counts of sample × label pairs; each ignores the part of the filter that it is about.');

export const neighboursAnswer = standing.extend({
  id: z.int().describe('The sample.'),
  total: count.describe('Samples that match.'),
  rank: count
    .nullable()
    .describe('Place of the sample among those that match, from 1 on; null where it does not match.'),
  previous: z.int().nullable().describe('Id of the sample before it; null at the beginning.'),
  next: z.int().nullable().describe('Id of the sample behind it; null at the end.'),
});

export const sampleAnswer = standing.extend({
  sample,
  aspect: aspect.describe('Width over height of the original; null where it cannot be read.'),
});

export const evaluationAnswer = standing.extend({
  explainers: z.array(z.string()),
  metrics: z.array(z.string()),
  labels: z.array(z.object({ id: count, name: z.string() })).describe('Labels with a score, by id.'),
  scores: z.array(
    z.object({
      explainer: count.describe('Index into `explainers`.'),
      metric: count.describe('Index into `metrics`.'),
      total: real.describe('Null where it was not scored.'),
      labels: z
        .array(real)
        .nullable()
        .describe(
          'In the order of `labels`, null where it was not scored; null as a whole for a label-independent metric.',
        ),
    }),
  ),
});

export const confusionAnswer = standing.extend({
  threshold: z.number().describe('Probability from which on a label counts as predicted.'),
  samples: count.describe('Samples with a ground truth and a probability: those that are counted.'),
  pairCount: count.describe('Pairs that occur.'),
  pairs: z
    .array(
      z.object({
        truth: count.describe('Id of a label of the ground truth.'),
        predicted: count.nullable().describe('Id of a label that was predicted; null: nothing was over the threshold.'),
        samples: count,
      }),
    )
    .describe('Each ground truth with each prediction of a sample; the 10,000 most frequent pairs.'),
});

export const healthAnswer = z.object({
  status: z.enum(['ok', 'starting']),
  version: z.string(),
  jobs: count,
});

export const livenessAnswer = z.object({ live: z.literal(true) });

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  parameter: z.string().optional(),
  value: z.string().optional(),
  allowed: z.string().optional(),
});

export type PredictionTypeName = 'TP' | 'FN' | 'FP';
export type JobSummary = z.infer<typeof jobSummary>;
export type JobsAnswer = z.infer<typeof jobsAnswer>;
export type JobRow = JobsAnswer['jobs'][number];
export type JobAnswer = z.infer<typeof jobAnswer>;
export type LabelCount = z.infer<typeof labelCounts>;
export type Standing = z.infer<typeof standing>;
export type SamplesAnswer = z.infer<typeof samplesAnswer>;
export type FacetsAnswer = z.infer<typeof facetsAnswer>;
export type Histogram = z.infer<typeof histogram>;
export type NeighboursAnswer = z.infer<typeof neighboursAnswer>;
export type SampleAnswer = z.infer<typeof sampleAnswer>;
export type SampleJson = z.infer<typeof sample>;
export type EvaluationAnswer = z.infer<typeof evaluationAnswer>;
export type ConfusionAnswer = z.infer<typeof confusionAnswer>;
export type HealthAnswer = z.infer<typeof healthAnswer>;
