import { describe, expect, test } from 'vitest';
import { BENCH_JOB, eventsOf, ODD_JOB } from '../../../bench/generate';
import { Job } from '../../../lib/job/job';
import { indexIds, jobOf, storedJobOf } from '../../../lib/job/stored-job';
import type { EventInput } from '../../support/event-writer';
import { FoldedJob } from '../../support/fold';

/** Folds events into a job, a new one where there is none. */
function fold(events: Iterable<EventInput>, job = new Job()): Job {
  new FoldedJob(events, job);
  return job;
}

/** A job that went through JSON and bytes. */
function again(job: Job): Job {
  const copy = jobOf(JSON.parse(JSON.stringify(storedJobOf(job))));
  const bytes = job.tables.flatMap((table) => table.bytes());
  for (const [i, target] of copy.tables.flatMap((table) => table.bytes()).entries()) target.set(bytes[i]);
  indexIds(copy);
  return copy;
}

/** All that a job holds, its spare memory aside. */
function contentOf(job: Job) {
  const ids = [...job.samples.column.id.subarray(0, job.samples.length)];
  return {
    facts: storedJobOf(job),
    rows: job.tables.map((table) => table.bytes().map((bytes) => Buffer.from(bytes).toString('base64'))),
    found: ids.map((id) => job.rowOf(id)),
  };
}

const HALVES: EventInput[] = [
  { sampleId: 7, inference: { truthProb: [0.25, Number.NaN], truthSd: [0.1, Number.POSITIVE_INFINITY] } },
  { sampleId: 5, truth: [2, -1] },
  { sampleId: 3, truth: [1, 0] },
  {
    skipped: [
      { sample: 9, reason: 'no', explainer: 'IG' },
      { sample: 2, reason: 'why' },
    ],
  },
];

const RUNNERS_UP: EventInput[] = [3, 1, 3].map((sampleId) => ({
  sampleId,
  inference: { runnerUpLabel: [sampleId, 7, 8], runnerUpProb: [0.25, 0.125] },
}));

describe('a job that was stored', () => {
  test.each([
    ['as usual', [...eventsOf({ ...BENCH_JOB, samples: 300 })]],
    ['odd', [...eventsOf({ ...ODD_JOB, samples: 300 })].reverse()],
    ['with halves that wait', HALVES],
    ['with runners-up', RUNNERS_UP],
    ['empty', []],
  ])('is restored unchanged: %s', (_, events) => {
    const job = fold(events);
    expect(contentOf(again(job))).toEqual(contentOf(job));
  });

  test('folds further events like the original', () => {
    const rest: EventInput[] = [
      { sampleId: 7, truth: [4, 6] },
      { sampleId: 5, inference: { truthProb: [0.5, 0.5] } },
      { sampleId: 3, inference: { truthProb: [0.75, 0.125] } },
    ];
    const whole = fold(rest, fold(HALVES));
    const copy = again(fold(HALVES));
    fold(rest, copy);
    expect({ ...contentOf(copy), facts: null }).toEqual({ ...contentOf(whole), facts: null });
    expect(copy.unpaired).toEqual(whole.unpaired);
  });
});

test('ground truth that waits for its probabilities needs no extra memory', () => {
  const ids = Array.from({ length: 100 }, (_, id) => id);
  const job = fold(ids.map((sampleId) => ({ sampleId, truth: [sampleId % 3, 7] })));
  expect(job.unpaired.size).toBe(0);
  fold(
    ids.map((sampleId) => ({ sampleId, inference: { truthProb: [0.25, 0.75] } })),
    job,
  );
  expect(job.unpaired.size).toBe(0);
  expect([...job.labels.column.confidence.subarray(0, 200)]).toEqual(ids.flatMap(() => [0.25, 0.75]));
});
