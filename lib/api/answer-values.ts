import { z } from 'zod';

/*
 * What several answers have in common. Times are ISO 8601 in UTC; sizes and offsets are bytes; confidences and standard deviations are
 * rounded to 6 decimals; null means "not recorded" or "unknown", never 0.
 */

export const time = z.iso.datetime();
export const count = z.int().nonnegative();
export const real = z.number().nullable();
export const aspect = z.number().positive().nullable();

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

/** The status of the job at the time of the response. */
export const answerStatus = z.object({
  state: jobState,
  generation: z.string().nullable(),
  revision: z.string().nullable(),
  progress: z.object({ read: count, total: count }),
  message: z.string().nullable(),
});

export type PredictionTypeName = 'TP' | 'FN' | 'FP';
export type AnswerStatus = z.infer<typeof answerStatus>;
