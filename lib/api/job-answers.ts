import { z } from 'zod';
import { atThreshold, count, jobState, time } from './answer-values';

/* The answers about jobs. */

export const jobSummary = z.object({
  key: z.string().describe('Identifies the job in URLs.'),
  path: z.string().describe('Relative to the base directory; `.` is the base directory itself.'),
  name: z.string().describe('To be shown: the path, or the name of the base directory where that is the job itself.'),
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
  marksWhy: z
    .enum(['unreadable', 'unreachable'])
    .nullable()
    .describe('Set with `marksMessage`: what is wrong with the database of marks.'),
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
  baseMessage: z
    .string()
    .nullable()
    .describe(
      'Set while the base directory, or the object store, cannot be read: what is shown may be outdated, and pictures be missing.',
    ),
  directory: z.string().describe('Absolute path on the machine that runs Salient.'),
  eventFile: z.string(),
  partCount: count.describe('Files that the events are read from: the event file and its further parts.'),
  writers: z
    .object({
      total: count.describe(
        'As far as known: what the first of them that has finished says, or those that have written something.',
      ),
      finished: count,
      unfinished: z.array(count).describe('Numbers of the first fifty that have not finished.'),
    })
    .nullable()
    .describe('The writers of a job of several; null for one.'),
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

export type JobSummary = z.infer<typeof jobSummary>;
export type JobsAnswer = z.infer<typeof jobsAnswer>;
export type JobRow = JobsAnswer['jobs'][number];
export type JobAnswer = z.infer<typeof jobAnswer>;
export type LabelCount = z.infer<typeof labelCounts>;
