import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assembled } from '../../../bin/make-wasm.js';
import { decodedOneByOne, decodedOnTape, expectSameOnTape } from '../../support/decoders';
import {
  bytes,
  concat,
  double,
  type EventInput,
  event,
  eventFile,
  float,
  group,
  int,
  packedFloats,
  packedInts,
  record,
} from '../../support/event-writer';

const explained = (label: number, explainer = 'GradCAM') => ({ explainer, label, path: `map_${label}.jpg` });
const inference = {
  truthProb: [0.5, Number.NaN],
  predictedLabel: [3, -1, 2 ** 31 - 1],
  predictedProb: [0.25, 1, Number.POSITIVE_INFINITY],
  predictedSd: [0.1],
  truthLow: [0.2, 0.3],
};
const usual: EventInput[] = [
  { sampleId: 0, imagePath: 'original.jpg' },
  { sampleId: 300, truth: [1, 200, 2 ** 31 - 1, -5], inference },
  { sampleId: 70_000, explanations: [explained(1), explained(-2, 'Gradient'), explained(2 ** 20, '')] },
  {
    sampleId: 5,
    inference: {
      ...inference,
      runnerUpLabel: [7, 300],
      runnerUpProb: [0.2, 0.1],
      runnerUpSd: [0.3, 0.4],
      runnerUpHigh: [0.6],
    },
  },
  { sampleId: -1, imagePath: '', inference: {} },
  {},
];
const explain = (content: number[]) => Uint8Array.from([...double(1, 1), ...bytes(6, content)]);

test('the usual events of samples are put on the tape as written', () => {
  expect(expectSameOnTape(eventFile(usual))).toBe(usual.length);
});

describe('an event is also put on the tape:', () => {
  test.for([
    ['with packed lists', explain(bytes(4, [...packedInts(2, [7, 300, -1]), ...packedFloats(3, [0.5, 0.25, 0.125])]))],
    ['with packed runners-up', explain(bytes(4, [...packedInts(1000, [7, 300]), ...packedFloats(1001, [0.5, 0.25])]))],
    [
      'with packed intervals of runners-up',
      explain(bytes(4, [...packedFloats(1002, [0.1]), ...packedFloats(1003, [0, 1])])),
    ],
    [
      'with a field behind those of runners-up',
      explain(bytes(4, [...packedFloats(1004, [0.1]), ...packedFloats(1005, [2])])),
    ],
    [
      'with runners-up in two inferences',
      explain([...bytes(4, int(1000, 7)), ...bytes(4, packedFloats(1, [0.5])), ...bytes(4, float(1001, 0.5))]),
    ],
    ['with packed ground truth', explain(packedInts(3, [1, 2, 300]))],
    ['in several parts', Uint8Array.from([...explain(int(1, 5)), ...explain(int(3, 1)), ...explain(int(1, 6))])],
    [
      'with fields that nobody knows',
      explain([...int(99, 1), ...float(100, 2), ...double(7000, 3), ...bytes(2000, 'x')]),
    ],
    ['with a number where a message should be', explain([...int(4, 1), ...int(5, 2), ...float(1, 3)])],
    ['with an explanation of nothing', explain(bytes(5, []))],
    [
      'with an explanation that says everything twice',
      explain(bytes(5, [...int(2, 1), ...bytes(1, 'A'), ...int(2, 9), ...bytes(1, 'B')])),
    ],
    ['with an inference of floats only where integers should be', explain(bytes(4, [...float(2, 1), ...int(3, 1)]))],
    ['with a path of two hundred bytes', explain(bytes(2, 'p'.repeat(200)))],
    ['of no bytes but its step', Uint8Array.from(int(2, 12))],
  ] as const)('%s', ([, payload]) => {
    expect(expectSameOnTape(record(payload))).toBe(1);
  });
});

describe('an event is not put on the tape, without affecting others:', () => {
  const benchmarks = [{ metric: 'Faithfulness', explainer: 'GradCAM', total: 1 }];
  test.for([
    ['with metadata', event({ sampleId: 1, metadata: { labels: ['cat'] } })],
    ['with scores', event({ benchmarks })],
    ['with a counterfactual', event({ sampleId: 1, hocs: [{ label: 1, layers: [{ probability: 1, boxes: [] }] }] })],
    ['with a skipped sample', event({ sampleId: 1, skipped: [{ sample: 1, reason: 'out of memory' }] })],
    ['with a group', explain([...int(1, 3), ...group(20, int(1, 1))])],
    ['that ends inside a field', explain([...int(1, 3), 0x2a, 50, 1])],
    ['that ends inside a number', explain([...int(1, 3), 0x08, 0x80])],
    ['with a number of eleven bytes', explain([0x08, ...Array<number>(10).fill(0xff), 1])],
    ['with field number 0', explain([0x02, 0x00])],
    ['with a wire type that there is not', explain([0x0f, 0x00])],
    ['with a float that is cut off', explain(bytes(4, [...bytes(1, [1, 2, 3, 4, 5])]))],
    ['with runners-up that are cut off', explain(bytes(4, [...int(1000, 7), ...bytes(1001, [1, 2, 3, 4, 5])]))],
    ['with a field that is longer than any file', explain([0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['that is broken inside an explanation', explain([...int(1, 3), ...bytes(5, [0x10, 0x80])])],
  ] as const)('%s', ([, payload]) => {
    const block = concat([eventFile(usual), record(payload), eventFile(usual)]);
    expect(expectSameOnTape(block)).toBe(2 * usual.length);
    expect(decodedOnTape(block).events[usual.length]).toBeNull();
  });
});

test('offsets refer to the block, also beyond the memory of the module', () => {
  const many = Array.from({ length: 40_000 }, (_, id): EventInput => ({ sampleId: id, imagePath: `${id}.jpg` }));
  const block = eventFile(many);
  expect(block.length).toBeGreaterThan(1.5e6);
  const { events } = decodedOnTape(block);
  const found = events.filter((each) => each !== null);
  expect(found.length).toBeGreaterThan(16_000);
  expect(found).toEqual(decodedOneByOne(block).events.slice(0, found.length));
});

test('a tape of any length takes as many events as fit, and nothing is written beyond its end', () => {
  const block = eventFile(usual);
  for (let words = 0; words < 200; words++) {
    const tape = decodedOnTape(block, words);
    expect(tape.tapeLength).toBeLessThanOrEqual(words);
    expectSameOnTape(block, words);
  }
  expect(expectSameOnTape(block, 0)).toBe(0);
});

test('a record longer than 1 MB ends the tape, and later events are not mixed up', () => {
  const long = event({ sampleId: 1, extra: bytes(50, new Uint8Array(1_200_000)) });
  const block = concat([eventFile(usual), record(long), record(long), eventFile(usual)]);
  expect(expectSameOnTape(block)).toBe(usual.length);
});

test('damage ends the tape', () => {
  const block = concat([eventFile(usual), eventFile(usual)]);
  block[eventFile(usual).length + 14] ^= 1;
  expect(expectSameOnTape(block)).toBe(usual.length);
  expect(expectSameOnTape(block.subarray(0, 20))).toBe(0);
});

test('the WebAssembly module matches its source (otherwise run `npm run wasm`)', () => {
  const kept = readFileSync(new URL('../../../lib/event/events-wasm.ts', import.meta.url), 'utf8');
  expect(kept).toBe(assembled('lib/event/events'));
});
