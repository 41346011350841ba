import { z } from 'zod';
import { THRESHOLD_STEPS } from './threshold';

/*
 * The schemas of the responses. Times are ISO 8601 in UTC; sizes and offsets are bytes; confidences and standard deviations are
 * rounded to 6 decimals; null means "not recorded" or "unknown", never 0.
 */

const time = z.iso.datetime();
const count = z.int().nonnegative();
const real = z.number().nullable();
const steps = z.array(count).length(THRESHOLD_STEPS + 1);
const aspect = z.number().positive().nullable();

/** The threshold of a request that gives one, and how far its counts can be trusted. */
export const atThreshold = z
  .object({
    value: z.number().describe('A label counts as predicted from this probability on.'),
    recorded: z.number().describe('The threshold that the job records.'),
    lowerBound: z
      .boolean()
      .describe(
        'Whether counts of FP are lower bounds, because in some samples a label without a recorded probability may reach the value.',
      ),
    openSamples: count.describe(
      'Those samples: of the whole job, whatever the filter; in the answer about a sample, of that.',
    ),
  })
  .nullable()
  .describe('Null if the request gives no threshold.');

export const jobState = z
  .enum(['loading', 'live', 'stalled', 'finished', 'complete', 'damaged', 'unreadable'])
  .describe(
    'Status of the job. `loading`: Salient is reading it. `live`: it is growing. `stalled`: it stopped growing without a manifest. `finished`: the run has ended, but the job has not been read completely. `complete`: the run has ended and everything has been read. `damaged`: the event file is corrupt from some byte on. `unreadable`: it cannot be read.',
  );

export const jobSummary = z.object({
  key: z.string().describe('Identifies the job in URLs.'),
  path: z.string().describe('Relative to the base directory; `.` is the base directory itself.'),
  created: time.nullable().describe('From the name of the event file.'),
  updated: time.describe('When the event file was last written.'),
  size: count.describe('Size of the event file.'),
  state: jobState,
  samples: count
    .nullable()
    .describe(
      'Number of samples; null until the job has been indexed. A request for a list of jobs starts that. May be of an earlier size.',
    ),
  labels: count.nullable().describe('Number of labels that occur.'),
  explainers: count.nullable(),
  views: z
    .object({ saliency: z.boolean(), counterfactual: z.boolean(), evaluation: z.boolean() })
    .describe('Views that have content, as far as known.'),
  pictures: z
    .object({
      missing: count.describe('Recorded pictures, originals and heatmaps, whose files do not exist.'),
      unreadable: count.describe(
        'Recorded pictures that cannot be read, are outside the directory of the job, or whose files are empty or no pictures.',
      ),
      checked: count.describe('Pictures that were checked.'),
      total: count.nullable().describe('Recorded pictures; null if there were too many to check all of them.'),
    })
    .nullable()
    .describe('The last check of the picture files, made in the background; null until there was one.'),
  message: z.string().nullable().describe('What is wrong, if the state is `damaged` or `unreadable`.'),
});

export const jobsAnswer = z.object({
  total: count.describe('Number of matching jobs.'),
  jobCount: count.describe('Number of jobs without a search.'),
  hiddenCount: count.describe('Number of hidden jobs, of all.'),
  page: count,
  limit: count,
  pages: count,
  base: z.string().describe('Name of the base directory.'),
  reloadInterval: z.number().describe('Seconds between two scans for jobs; 0 means a single scan.'),
  isLooking: z.boolean().describe('Whether the first scan for jobs is still running, so that more jobs may appear.'),
  message: z
    .string()
    .nullable()
    .describe('Set if the base directory cannot be read, so that the list may be outdated or empty.'),
  marksMessage: z
    .string()
    .nullable()
    .describe('Set if marks cannot be read, so that `flags` are missing and hidden jobs are listed.'),
  problems: z
    .array(
      z.object({
        path: z.string().describe('Relative to the base directory; a byte that is not UTF-8 is `\\xff`.'),
        message: z.string(),
        code: z
          .enum(['unreadable', 'link-outside', 'link-broken', 'link-loop', 'link-wrong-kind'])
          .describe('It could not be read, or is a symbolic link that is not followed.'),
        docs: z.string().describe('Where the documentation explains it.'),
      }),
    )
    .describe('Directories and symbolic links that could not be scanned: the first hundred.'),
  problemCount: count.describe('Number of all such directories and links.'),
  jobs: z.array(
    jobSummary.extend({
      preview: z
        .array(z.int())
        .nullable()
        .describe(
          'Ids of up to four samples, of different labels if possible; null while they are being read: request again later.',
        ),
      flags: z
        .object({
          starred: z.boolean(),
          hidden: z.boolean(),
          version: count.describe('Send it as If-Match with a change of the flags.'),
          note: z.string().nullable().describe('The note on the job.'),
          marked: count.describe('Samples with a mark.'),
        })
        .nullable()
        .describe('Null if there is nothing of the job in the database.'),
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
  samples: count.describe('Samples whose label set contains the label.'),
  maps: count.describe('Samples with a saliency map of the label.'),
  counterfactuals: count.describe('Samples with a counterfactual of the label.'),
  TP: count,
  FN: count,
  FP: count,
});

export const jobAnswer = jobSummary.extend({
  directory: z.string().describe('Absolute path on the machine that runs Salient.'),
  eventFile: z.string(),
  partCount: count.describe('Files that the events are read from: the event file and its further parts.'),
  generation: z.string().nullable().describe('Distinguishes this content from earlier content at the same path.'),
  revision: z.string().nullable().describe('Identifies the records read so far: equal content has an equal revision.'),
  progress: z.object({ read: count.describe('Bytes up to the last complete record.'), total: count }),
  threshold: z
    .number()
    .describe(
      'The recorded threshold: a label counts as predicted from this probability on, unless the request gives another.',
    ),
  uncertainty: z.boolean().describe('Whether any standard deviation was recorded.'),
  explainerNames: z.array(z.string()).describe('Index = the number of the explainer in URLs and maps.'),
  metrics: z.array(z.string()),
  atThreshold,
  labelCounts: z.array(labelCounts).describe('Labels that occur, ordered by id.'),
  withMaps: count.describe('Samples with a saliency map.'),
  withCounterfactuals: count.describe('Samples with a counterfactual.'),
  problems: z.array(problem).describe('The first fifty problems.'),
  problemCount: count,
  skipped: z
    .array(
      z.object({
        explainer: z.string().nullable().describe('Null if not recorded.'),
        count,
        samples: z
          .array(z.object({ sample: z.int().describe('Its id.'), reason: z.string() }))
          .describe('The first fifty, ordered by id.'),
      }),
    )
    .describe('Samples of which something is missing because an explainer raised an error, by explainer.'),
});

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

/** The status of the job at the time of the response. */
export const answerStatus = z.object({
  state: jobState,
  generation: z.string().nullable(),
  revision: z.string().nullable(),
  progress: z.object({ read: count, total: count }),
  message: z.string().nullable(),
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

export const healthAnswer = z.object({
  status: z.enum(['ok', 'starting']),
  version: z.string(),
  jobs: count,
  /** About how many requests to the object store scans make in an hour; missing where jobs are in a directory. */
  scanRequestsPerHour: count.optional(),
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
  current: z.unknown().optional().describe('For a conflict: what is there now.'),
});

export type PredictionTypeName = 'TP' | 'FN' | 'FP';
export type JobSummary = z.infer<typeof jobSummary>;
export type JobsAnswer = z.infer<typeof jobsAnswer>;
export type JobRow = JobsAnswer['jobs'][number];
export type JobAnswer = z.infer<typeof jobAnswer>;
export type LabelCount = z.infer<typeof labelCounts>;
export type AnswerStatus = z.infer<typeof answerStatus>;
export type SamplesAnswer = z.infer<typeof samplesAnswer>;
export type FacetsAnswer = z.infer<typeof facetsAnswer>;
export type Histogram = z.infer<typeof histogram>;
export type NeighboursAnswer = z.infer<typeof neighboursAnswer>;
export type SampleAnswer = z.infer<typeof sampleAnswer>;
export type SampleJson = z.infer<typeof sample>;
export type EvaluationAnswer = z.infer<typeof evaluationAnswer>;
export type MetricRange = z.infer<typeof metricRange>;
export type ConfusionAnswer = z.infer<typeof confusionAnswer>;
export type ThresholdsAnswer = z.infer<typeof thresholdsAnswer>;
export type HealthAnswer = z.infer<typeof healthAnswer>;
