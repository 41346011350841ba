import type { Job } from '../job/job';
import { type DecodedSample, draftSample, type Sample, type SampleDraft, withTopRunnersUp } from '../job/sample';
import { sampleJson } from '../job/sample-json';
import type { Json } from '../json';
import type { JobReader } from '../reading/job-reader';
import { readSamples } from '../reading/stored-records';
import { inSlices, Slice } from '../slices';
import type { SamplesJson } from './index-answers';

/** Longest answer about samples, characters of JSON. */
const MAX_ANSWER_LENGTH = 8 * 2 ** 20;

/** A job records more about the requested samples than one answer can hold. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  constructor() {
    super(`The answer would have more than ${MAX_ANSWER_LENGTH / 2 ** 20} MB; ask for fewer samples.`);
  }
}

export interface SamplesJsonOptions {
  /** See `completeSample`. */
  asRecorded?: boolean;
  /** Whether the layers of counterfactuals have no boxes. */
  withoutBoxes?: boolean;
  /** The longest answer, characters. */
  maxLength?: number;
}

/** Of a part of a table, characters: so that the HTTP thread parses it in some milliseconds. One sample may have more. */
const MAX_PART_LENGTH = 2 ** 20;

/** How samples are read for a table that has so many of them at a time. */
export const ofTable = (count: number): SamplesJsonOptions => ({
  withoutBoxes: true,
  maxLength: count === 1 ? MAX_ANSWER_LENGTH : MAX_PART_LENGTH,
});

const NO_BOXES = new Int32Array(0);

/**
 * Samples as JSON, sample by sample: all of them as objects would take several times the memory.
 *
 * @throws AnswerTooLongError
 */
export async function samplesJson(
  { job, file }: Pick<JobReader, 'job' | 'file'>,
  drafts: readonly SampleDraft[],
  { asRecorded = false, withoutBoxes = false, maxLength = MAX_ANSWER_LENGTH }: SamplesJsonOptions = {},
): Promise<SamplesJson> {
  const parts: string[] = [];
  const ends: number[] = [];
  const imagePaths: string[] = [];
  let length = 0;
  const slice = new Slice();
  const add = async (sample: DecodedSample) => {
    if (withoutBoxes)
      for (const { layers } of sample.counterfactuals) for (const layer of layers) layer.boxes = NO_BOXES;
    const json = await inSlices(sampleJson(withTopRunnersUp(sample)));
    length += 1 + json.length;
    ends.push(length);
    imagePaths.push(sample.imagePath);
    if (length > maxLength) throw new AnswerTooLongError();
    parts.push(json);
    if (slice.isOver) await slice.end();
  };
  await readSamples(job, file, drafts, add, asRecorded);
  return { samples: `[${parts.join(',')}]` as Json<Sample[]>, ends, imagePaths };
}

/** A sample as JSON. Throws AnswerTooLongError. */
export async function oneSampleJson({ job, file }: JobReader, draft: SampleDraft): Promise<Json<Sample>> {
  const [json] = await readSamples(job, file, [draft], (sample) => inSlices(sampleJson(sample)));
  if (json.length > MAX_ANSWER_LENGTH) throw new AnswerTooLongError();
  return json;
}

/** What the columns tell of the samples at some rows, in steps that may be interrupted. */
export function* draftsOf(
  job: Job,
  rows: readonly number[],
  threshold: number | undefined,
): Generator<void, SampleDraft[]> {
  const drafts: SampleDraft[] = [];
  for (const row of rows) {
    drafts.push(draftSample(job, row, threshold));
    yield;
  }
  return drafts;
}
