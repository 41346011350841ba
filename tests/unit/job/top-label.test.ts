import { expect, test } from 'vitest';
import { topLabelOf } from '../../../lib/job/top-label';
import type { EventInput } from '../../support/event-writer';
import { fold } from '../../support/fold';

const top = (...events: Omit<EventInput, 'sampleId'>[]) => {
  const { job } = fold(...events.map((event) => ({ sampleId: 1, imagePath: '1.png', ...event })));
  const found = topLabelOf(job, 0);
  return found && [found.label, Math.round(found.confidence * 100) / 100, found.isTruth];
};

const runnersUp = (runnerUpLabel: number[], runnerUpProb: number[]) => ({ inference: { runnerUpLabel, runnerUpProb } });

test('is the most probable of ground truths, predictions and runners-up', () => {
  const truth = { truth: [4], inference: { truthProb: [0.3], predictedLabel: [2], predictedProb: [0.6] } };
  expect(top(truth)).toEqual([2, 0.6, false]);
  expect(top({ truth: [4], inference: { truthProb: [0.3] } }, runnersUp([7, 8], [0.2, 0.4]))).toEqual([8, 0.4, false]);
  expect(top({ truth: [4], inference: { truthProb: [0.5] } }, runnersUp([8], [0.4]))).toEqual([4, 0.5, true]);
  expect(top({})).toBeNull();
});

test('is the one with the smaller id where two are equally probable', () => {
  expect(top(runnersUp([7, 3, 5], [0.25, 0.25, 0.25]))).toEqual([3, 0.25, false]);
  expect(top({ truth: [4], inference: { truthProb: [0.25] } }, runnersUp([3], [0.25]))).toEqual([3, 0.25, false]);
  expect(top({ truth: [4], inference: { truthProb: [0.25] } }, runnersUp([6], [0.25]))).toEqual([4, 0.25, true]);
});

test('follows what later records say', () => {
  expect(top(runnersUp([7, 8], [0.4, 0.3]), runnersUp([7], [0.1]))).toEqual([8, 0.3, false]);
  expect(top(runnersUp([7, 8], [0.4, 0.3]), runnersUp([7], [0.45]))).toEqual([7, 0.45, false]);
  const later = { inference: { predictedLabel: [7], predictedProb: [0.2] } };
  expect(top(runnersUp([7, 8], [0.4, 0.3]), later)).toEqual([8, 0.3, false]);
});

test('is not told where more runners-up were recorded than are kept, in several lists', () => {
  const many = Array.from({ length: 40 }, (_, label) => label);
  const list = runnersUp(
    many,
    many.map((label) => 0.9 - label / 100),
  );
  expect(top(list)).toEqual([0, 0.9, false]);
  expect(top(list, runnersUp([0], [0.1]))).toBeNull();
});
