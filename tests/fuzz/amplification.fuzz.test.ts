import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NumberList, SpanList } from '../../lib/event/lists';
import { jobAt } from '../../lib/job/at-threshold';
import * as confusion from '../../lib/job/confusion';
import * as counts from '../../lib/job/counts';
import { evaluationOf } from '../../lib/job/evaluation';
import * as facets from '../../lib/job/facets';
import { LabelLookup } from '../../lib/job/label-lookup';
import { Names } from '../../lib/job/names';
import { Problems } from '../../lib/job/problems';
import * as query from '../../lib/job/query';
import { draftSample } from '../../lib/job/sample';
import { sampleJson } from '../../lib/job/sample-json';
import { Table } from '../../lib/job/table';
import { countThresholds } from '../../lib/job/thresholds';
import { RECORD_OVERHEAD } from '../../lib/record/record-reader';
import { atOnce } from '../../lib/slices';
import { readScores } from '../support/at-once';
import type { EventInput } from '../support/event-writer';
import { FoldedJob } from '../support/fold';
import { fuzz, PATIENCE_MS } from './harness';

/*
 * Small event files that take long, or much memory, or have long answers: what is done for a byte of the file is bounded. It is counted
 * in calls and steps, which are the same on every machine, not in time.
 */

/** Calls of the functions through which everything passes that is decoded and folded. */
const CALLS_PER_BYTE = 6;
/** Steps of counting, filtering and reading, of thousands of entries each. */
const STEPS_PER_BYTE = 0.1;
const MEMORY_PER_BYTE = 400;
/** A label of a sample takes a byte, and in the answer its name of up to 512 and its numbers. */
const ANSWER_PER_BYTE = 800;
/** Of a file, so that there are many inputs in a second. */
const MAX_BYTES = 50_000;
/** What the smallest file may take. */
const SPARE = 20_000;

let calls = 0;

beforeEach(() => {
  const counted: [object, string][] = [
    [NumberList.prototype, 'push'],
    [SpanList.prototype, 'push'],
    [LabelLookup.prototype, 'find'],
    [Names.prototype, 'find'],
    [Names.prototype, 'add'],
    [Problems.prototype, 'add'],
    [Table.prototype, 'add'],
  ];
  for (const [prototype, name] of counted) {
    const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[name];
    vi.spyOn(methods, name).mockImplementation(function (this: unknown, ...args) {
      calls++;
      return original.apply(this, args);
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs work that yields, counting its steps. */
function stepsOf<T>(work: Generator<void, T>): { steps: number; value: T } {
  for (let steps = 1; ; steps++) {
    const step = work.next();
    if (step.done) return { steps, value: step.value };
  }
}

const label = fc.oneof(fc.nat(3), fc.nat(2_000), fc.constantFrom(-1, 2 ** 31 - 1));
/** A list of labels: the same again and again, or one after the other. */
const labels = fc
  .record({ first: label, count: fc.oneof(fc.nat(5), fc.nat(1_500)), stride: fc.nat(2) })
  .map(({ first, count, stride }) => Array.from({ length: count }, (_, i) => (first + i * stride) % 2 ** 31));
const numbers = fc
  .record({ value: fc.constantFrom(0.25, 0.75, Number.NaN), count: fc.oneof(fc.nat(5), fc.nat(1_500)) })
  .map(({ value, count }) => new Array<number>(count).fill(value));
const name = fc.oneof(
  fc.constantFrom('a', 'b', ''),
  fc.nat(400).map((length) => 'x'.repeat(length)),
);

/** An event of one kind; `i` tells its repetitions apart, if they are to differ. */
type Template = (sampleId: number, i: number) => EventInput;
const template: fc.Arbitrary<Template> = fc.oneof(
  fc.constant<Template>((sampleId) => ({ sampleId, imagePath: 'a' })),
  labels.map(
    (truth): Template =>
      (sampleId) => ({ sampleId, truth }),
  ),
  fc.nat(1_500).map(
    (most): Template =>
      (sampleId, i) => ({ sampleId, truth: [i % (most + 1)] }),
  ),
  numbers.map(
    (truthProb): Template =>
      (sampleId) => ({ sampleId, inference: { truthProb } }),
  ),
  fc.record({ predictedLabel: labels, predictedProb: numbers, truthSd: numbers, truthLow: numbers }).map(
    (inference): Template =>
      (sampleId) => ({ sampleId, inference }),
  ),
  fc.record({ truth: labels, predictedLabel: labels }).map(({ truth, predictedLabel }): Template => {
    const sure = (list: number[]) => list.map(() => 0.9);
    const inference = { truthProb: sure(truth), predictedLabel, predictedProb: sure(predictedLabel) };
    return (sampleId) => ({ sampleId, imagePath: 'a', truth, inference });
  }),
  fc.record({ runnerUpLabel: labels, runnerUpProb: numbers }).map(
    (inference): Template =>
      (sampleId) => ({ sampleId, imagePath: 'a', truth: [0], inference: { truthProb: [0.75], ...inference } }),
  ),
  fc.nat(1_500).map(
    (most): Template =>
      (sampleId, i) => ({ sampleId, inference: { runnerUpLabel: [i % (most + 1)], runnerUpProb: [0.25] } }),
  ),
  fc.tuple(name, fc.boolean()).map(
    ([explainer, differ]): Template =>
      (sampleId, i) => ({
        sampleId,
        explanations: [{ explainer: differ ? `${explainer}${i}` : explainer, label: i % 700, path: 'p' }],
      }),
  ),
  fc.tuple(labels, name).map(
    ([list, explainer]): Template =>
      (sampleId) => ({
        sampleId,
        explanations: list.map((label) => ({ explainer, label, path: '' })),
      }),
  ),
  fc.tuple(fc.nat(40), fc.nat(40), fc.oneof(fc.nat(3), fc.nat(2_000))).map(
    ([explainers, metrics, scores]): Template =>
      (_, i) => ({
        benchmarks: [
          {
            explainer: `e${i % (explainers + 1)}`,
            metric: `m${i % (metrics + 1)}`,
            total: 0.5,
            labelScores: new Array<number>(i === 0 ? scores : 1).fill(0.5),
          },
        ],
      }),
  ),
  fc.tuple(fc.array(name, { maxLength: 50 }), fc.boolean()).map(
    ([names, differ]): Template =>
      (_, i) => ({
        metadata: { labels: differ ? names.map((one) => `${one}${i}`) : names },
      }),
  ),
  fc.tuple(fc.nat(20), fc.nat(200)).map(
    ([layers, boxes]): Template =>
      (sampleId, i) => ({
        sampleId,
        hocs: [
          {
            label: i % 50,
            layers: Array.from({ length: layers }, () => ({ probability: 0.5, boxes: new Array(4 * boxes).fill(0) })),
          },
        ],
      }),
  ),
);

/** Events of some kinds, repeated, of some samples in turn. */
const events = fc
  .record({
    templates: fc.array(template, { minLength: 1, maxLength: 4 }),
    times: fc.oneof(fc.nat(20), fc.nat(400)),
    samples: fc.constantFrom(1, 2, 7, 100_000),
    areInTurn: fc.boolean(),
  })
  .map(({ templates, times, samples, areInTurn }) => {
    const list: EventInput[] = [];
    for (let i = 0; i < times; i++) {
      for (const [kind, make] of templates.entries()) {
        const at = areInTurn ? i * templates.length + kind : kind * times + i;
        list[at] = make(i % samples, i);
      }
    }
    // What a file of a run begins with: without an image, nothing of a sample is shown.
    const shown = Array.from(
      { length: Math.min(samples, times) },
      (_, id): EventInput => ({ sampleId: id, imagePath: 'a' }),
    );
    return [...shown, ...list.filter((one) => one !== undefined)];
  });

test('no byte of an event file makes much work, memory or answer', { timeout: PATIENCE_MS }, async () => {
  await fuzz('amplification', events, async (list) => {
    calls = 0;
    const folded = new FoldedJob([]);
    const { job, payloads } = folded;
    let bytes = 0;
    for (const input of list) {
      folded.add(input);
      bytes += payloads[payloads.length - 1].length + RECORD_OVERHEAD;
      if (bytes > MAX_BYTES) break;
    }
    expect(calls, 'calls of folding').toBeLessThan(SPARE + CALLS_PER_BYTE * bytes);
    expect(job.byteLength, 'memory').toBeLessThan(SPARE + MEMORY_PER_BYTE * bytes);

    const filter = { confidence: { min: 0.1, max: 1 }, truth: 0 };
    const work: Generator<void, unknown>[] = [
      counts.countJob(job),
      facets.countFacets(job, filter),
      confusion.countConfusion(job, 10_000),
      query.findSamples(job, filter, { by: 'confidence', descending: true }),
      countThresholds(job),
      jobAt(job, 0.01),
    ];
    for (const one of work) expect(stepsOf(one).steps, 'steps of an answer').toBeLessThan(20 + STEPS_PER_BYTE * bytes);

    let answer = 0;
    for (let row = 0; row < Math.min(200, job.samples.length); row++) {
      answer += atOnce(sampleJson(folded.decoded(draftSample(job, row).id))).length;
    }
    expect(answer, 'the answer about samples').toBeLessThan(SPARE + ANSWER_PER_BYTE * bytes);
    const scores = [...job.scores.values()].flatMap((score) => readScores([score], payloads[score.offset]));
    const evaluation = JSON.stringify(evaluationOf(job, scores)).length;
    expect(evaluation, 'the answer about scores').toBeLessThan(SPARE + ANSWER_PER_BYTE * bytes);
  });
});
