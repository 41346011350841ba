import { describe, expect, test } from 'vitest';
import { decodeEvent, EventFields } from '../../../lib/event/event';
import { WireError, WireReader } from '../../../lib/event/wire';
import { expectSameOnTape } from '../../support/decoders';
import { plain } from '../../support/event-fields';
import {
  bytes,
  double,
  event,
  explain,
  float,
  group,
  int,
  packedFloats,
  packedInts,
  record,
  varint,
} from '../../support/event-writer';

/** The event as plain values; the event on the tape, if any, must be the same. */
function decode(payload: Uint8Array | number[]) {
  const block = Uint8Array.from(payload);
  expectSameOnTape(record(block));
  const wire = new WireReader();
  const fields = new EventFields();
  wire.reset(block, 0, block.length);
  decodeEvent(wire, fields);
  return plain(fields, block);
}

const nothing = decode([]);
const explainEvent = (content: number[]) => [...double(1, 1.5), ...bytes(6, content)];
const inferenceEvent = (content: number[]) => explainEvent(bytes(4, content));
/** Lists of `Inference` by field number, from 1 on. */
const NO_NUMBERS = Array.from({ length: 9 }, (): number[] => []);
const only = (field: number, values: number[]) => NO_NUMBERS.with(field - 1, values);

describe('an event', () => {
  test('of a sample with all fields', () => {
    const payload = event({
      sampleId: 17,
      imagePath: 'origin_images/0/17.jpg',
      truth: [3, 5],
      inference: {
        truthProb: [0.25, 0.5],
        predictedLabel: [3, 7],
        predictedProb: [0.75, 0.875],
        truthSd: [1, 2],
        truthLow: [3, 4],
        truthHigh: [5, 6],
        predictedSd: [7, 8],
        predictedLow: [9, 10],
        predictedHigh: [11, 12],
      },
      explanations: [
        { explainer: 'GradCAM', label: 3, path: 'heatmap/17_3.jpg' },
        { explainer: 'Gradient', label: 5, path: 'heatmap/17_5.jpg' },
      ],
      benchmarks: [{ metric: 'Faithfulness', explainer: 'GradCAM', total: 0.5 }],
      metadata: { labels: ['cat'] },
      hocs: [{ label: 3, layers: [1, 2].map((probability) => ({ probability, boxes: [0, 0, 1, 1] })) }],
    });
    expect(decode(payload)).toEqual({
      sampleId: 17,
      imagePath: 'origin_images/0/17.jpg',
      truthLabel: [3, 5],
      hasInference: true,
      inference: [
        [0.25, 0.5],
        [3, 7],
        [0.75, 0.875],
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
        [9, 10],
        [11, 12],
      ],
      runnersUp: [[], [], [], [], []],
      explainerName: ['GradCAM', 'Gradient'],
      explainedLabel: [3, 5],
      hocLabel: [3],
      hocLayerCount: [2],
      benchmarks: 1,
      metadata: 1,
    });
  });

  test('without Explain has no content', () => {
    expect(decode([...double(1, 1), ...int(2, 5), ...bytes(3, 'brain.Event:1')])).toEqual(nothing);
    expect(nothing).toMatchObject({ sampleId: null, imagePath: null, hasInference: false });
  });

  test('keeps nothing of the event decoded before it', () => {
    const wire = new WireReader();
    const fields = new EventFields();
    const full = event({ sampleId: 1, imagePath: 'a', truth: [1], inference: { truthProb: [1] } });
    wire.reset(full, 0, full.length);
    decodeEvent(wire, fields);
    const empty = event({});
    wire.reset(empty, 0, empty.length);
    decodeEvent(wire, fields);
    expect(plain(fields, empty)).toEqual(nothing);
  });

  test('is decoded at an offset in a block', () => {
    const payload = event({ sampleId: 4, truth: [2] });
    const block = Uint8Array.from([...double(1, 0), ...payload, ...int(1, 1)]);
    const wire = new WireReader();
    const fields = new EventFields();
    wire.reset(block, 9, 9 + payload.length);
    decodeEvent(wire, fields);
    expect(plain(fields, block)).toMatchObject({ sampleId: 4, truthLabel: [2] });
  });

  test('may have its fields in any order', () => {
    const parts = [
      int(1, 9),
      bytes(2, 'p.jpg'),
      int(3, 1),
      bytes(4, [...float(3, 0.5), ...int(2, 6)]),
      bytes(5, [...bytes(3, 'map'), ...int(2, 4), ...bytes(1, 'GradCAM')]),
      bytes(9, [...bytes(3, []), ...int(1, 8)]),
    ];
    const backwards = [...bytes(6, parts.toReversed().flat()), ...double(1, 1)];
    expect(decode(backwards)).toEqual(decode(explainEvent(parts.flat())));
    expect(decode(backwards)).toMatchObject({ sampleId: 9, truthLabel: [1], explainedLabel: [4], hocLabel: [8] });
  });

  test('has the last value of a repeated singular field, and all values of a list', () => {
    const twice = [...int(1, 1), ...int(3, 4), ...bytes(2, 'old'), ...int(1, 2), ...bytes(2, 'new'), ...int(3, 5)];
    expect(decode(explainEvent(twice))).toMatchObject({ sampleId: 2, imagePath: 'new', truthLabel: [4, 5] });
  });

  test('that is split into two parts is merged', () => {
    const pieces = [...bytes(6, [...int(1, 7), ...bytes(4, float(1, 0.5))]), ...bytes(6, bytes(4, float(1, 0.25)))];
    expect(decode(pieces)).toMatchObject({ sampleId: 7, inference: only(1, [0.5, 0.25]) });
  });

  test('accepts a negative number, which is ten bytes long', () => {
    expect(varint(-1)).toHaveLength(10);
    const negative = [...int(1, -(2 ** 31)), ...int(3, -1), ...bytes(5, int(2, -7))];
    expect(decode(explainEvent(negative))).toMatchObject({
      sampleId: -(2 ** 31),
      truthLabel: [-1],
      explainedLabel: [-7],
    });
  });

  test('accepts the maximum number', () => {
    expect(decode(explainEvent(int(1, 2 ** 31 - 1))).sampleId).toBe(2 ** 31 - 1);
  });

  test('treats an explanation or a counterfactual without a label as label 0, as protobuf does', () => {
    expect(decode(explainEvent([...bytes(5, bytes(1, 'A')), ...bytes(9, bytes(3, []))]))).toMatchObject({
      explainerName: ['A'],
      explainedLabel: [0],
      hocLabel: [0],
      hocLayerCount: [1],
    });
  });
});

describe('repeated numbers', () => {
  test('may be packed or not, or both', () => {
    const content = [...int(3, 1), ...packedInts(3, [300, -2]), ...int(3, 4), ...packedInts(3, [])];
    expect(decode(explainEvent(content)).truthLabel).toEqual([1, 300, -2, 4]);
  });

  test.each([1, 3, 4, 5, 6, 7, 8, 9])('of field %i of Inference may be packed or not', (field) => {
    const content = [...float(field, 0.5), ...packedFloats(field, [0.25, Number.NaN]), ...float(field, -1)];
    expect(decode(inferenceEvent(content)).inference).toEqual(only(field, [0.5, 0.25, Number.NaN, -1]));
  });

  test('of predicted labels may be packed or not', () => {
    const content = [...int(2, 5), ...packedInts(2, [1000, 2])];
    expect(decode(inferenceEvent(content)).inference).toEqual(only(2, [5, 1000, 2]));
  });

  test('may be a very long list', () => {
    const labels = Array.from({ length: 5000 }, (_, i) => i);
    expect(decode(explainEvent(packedInts(3, labels))).truthLabel).toEqual(labels);
  });
});

describe('an unknown field', () => {
  const unknown: [string, (field: number) => number[]][] = [
    ['a varint', (field) => int(field, -5)],
    ['eight bytes', (field) => double(field, 1)],
    ['a string', (field) => bytes(field, 'unknown')],
    ['four bytes', (field) => float(field, 1)],
    ['a group', (field) => group(field, [...int(1, 5), ...group(2, bytes(1, 'inner')), ...double(3, 1)])],
    ['an empty group', (field) => group(field, [])],
  ];

  test.each(unknown)('that is %s is skipped at every level', (_, make) => {
    const content = [...int(1, 1), ...make(20), ...int(3, 4)];
    const inference = [...float(1, 0.5), ...make(20), ...float(1, 0.25)];
    const explanation = [...bytes(1, 'A'), ...make(20), ...int(2, 6)];
    const hoc = [...make(20), ...int(1, 8), ...make(21), ...bytes(3, make(20))];
    const payload = [
      ...make(20),
      ...bytes(6, [...content, ...bytes(4, inference), ...bytes(5, explanation), ...bytes(9, hoc)]),
      ...make(21),
    ];
    expect(decode(payload)).toMatchObject({
      sampleId: 1,
      truthLabel: [4],
      inference: only(1, [0.5, 0.25]),
      explainerName: ['A'],
      explainedLabel: [6],
      hocLabel: [8],
      hocLayerCount: [1],
    });
  });

  test.each(unknown)('that is %s may have the maximum field number', (_, make) => {
    expect(decode(explainEvent([...make(2 ** 29 - 1), ...int(1, 3)])).sampleId).toBe(3);
  });

  test('may be the status, which is ignored', () => {
    expect(decode(explainEvent([...bytes(8, 'run'), ...int(1, 3)]))).toMatchObject({ sampleId: 3 });
  });
});

describe('a known field with another wire type', () => {
  test.each([
    ['Event.explain', [...int(6, 1), ...float(6, 1), ...double(6, 1)]],
    ['Explain.sample_id', bytes(6, [...bytes(1, 'x'), ...float(1, 1), ...double(1, 1)])],
    ['Explain.image_path', bytes(6, [...int(2, 1), ...float(2, 1)])],
    ['Explain.ground_truth_label', bytes(6, [...float(3, 1), ...double(3, 1)])],
    ['Explain.inference', bytes(6, [...int(4, 1), ...double(4, 1)])],
    ['Explain.explanation', bytes(6, [...int(5, 1), ...group(5, int(2, 1))])],
    ['Explain.benchmark', bytes(6, int(6, 1))],
    ['Explain.metadata', bytes(6, int(7, 1))],
    ['Explain.hoc', bytes(6, float(9, 1))],
  ])('%s is skipped', (_, payload) => {
    expect(decode(payload)).toEqual(nothing);
  });

  test('in Inference is skipped', () => {
    const foreign = [1, 3, 4, 5, 6, 7, 8, 9].flatMap((field) => [...int(field, 1), ...double(field, 1)]);
    expect(decode(inferenceEvent([...foreign, ...float(2, 1), ...double(2, 1)])).inference).toEqual(NO_NUMBERS);
  });

  test('in Explanation and Hoc is skipped', () => {
    const content = [
      ...bytes(5, [...int(1, 1), ...bytes(2, 'x'), ...int(3, 1)]),
      ...bytes(9, [...bytes(1, 'x'), ...int(3, 1)]),
    ];
    expect(decode(explainEvent(content))).toMatchObject({
      explainerName: [''],
      explainedLabel: [0],
      hocLabel: [0],
      hocLayerCount: [0],
    });
  });
});

describe('bytes that do not form an event', () => {
  const parts = [
    int(1, 300),
    bytes(2, 'path'),
    int(3, -1),
    packedInts(3, [1, 300]),
    bytes(4, [...float(1, 1), ...int(2, 300), ...packedFloats(3, [1, 2])]),
    bytes(5, [...bytes(1, 'A'), ...int(2, 300), ...bytes(3, 'map')]),
    bytes(6, bytes(1, 'metric')),
    bytes(7, bytes(1, 'cat')),
    bytes(9, [...int(1, 300), ...bytes(3, float(1, 1))]),
    bytes(20, 'unknown'),
    double(21, 1),
    group(22, int(1, 300)),
  ];

  test('because an event is truncated inside a field are a WireError', () => {
    const payload = explainEvent(parts.flat());
    const boundaries = [0, double(1, 1.5).length];
    for (let cut = 0; cut < payload.length; cut++) {
      const attempt = () => decode(payload.slice(0, cut));
      if (boundaries.includes(cut)) expect(attempt, `cut at ${cut}`).not.toThrow();
      else expect(attempt, `cut at ${cut}`).toThrow(WireError);
    }
  });

  test('because Explain is truncated inside a field are a WireError', () => {
    const boundaries = parts.map((_, i) => parts.slice(0, i).flat().length);
    const content = parts.flat();
    for (let cut = 0; cut < content.length; cut++) {
      const attempt = () => decode(bytes(6, content.slice(0, cut)));
      if (boundaries.includes(cut)) expect(attempt, `cut at ${cut}`).not.toThrow();
      else expect(attempt, `cut at ${cut}`).toThrow(WireError);
    }
  });

  test.each([
    ['an inner message longer than the one around it', [...bytes(6, [(4 << 3) | 2, 5, 0, 0]), ...double(1, 1)]],
    ['a packed list that ends inside a number', bytes(6, bytes(3, [1, 0x80]))],
    ['a packed list that ends inside a float', bytes(6, bytes(4, bytes(1, [0, 0, 0, 0, 0])))],
    ['a number of more than ten bytes', [1 << 3, ...new Array(11).fill(0x80), 0]],
    ['a field with number 0', [0, 0]],
    ['a wire type that does not exist', [(20 << 3) | 6]],
    ['the other wire type that does not exist', [(20 << 3) | 7]],
    ['a group that ends before it began', [(20 << 3) | 4]],
    ['a group that does not end', [(20 << 3) | 3, ...int(1, 1)]],
    ['a group that another one ends', [(20 << 3) | 3, (21 << 3) | 4]],
    ['groups without end', new Array(100_000).fill((4 << 3) | 3)],
  ])('because of %s are a WireError', (_, payload) => {
    expect(() => decode(payload)).toThrow(WireError);
  });

  test('do not affect the next event', () => {
    const wire = new WireReader();
    const fields = new EventFields();
    const broken = Uint8Array.from(inferenceEvent([...float(1, 1), 0]));
    wire.reset(broken, 0, broken.length);
    expect(() => decodeEvent(wire, fields)).toThrow(WireError);
    const good = event({ sampleId: 5 });
    wire.reset(good, 0, good.length);
    decodeEvent(wire, fields);
    expect(plain(fields, good)).toEqual({ ...nothing, sampleId: 5 });
  });
});

describe('the writer of the tests', () => {
  test('writes the same bytes as a real run for a small event', () => {
    const bytesOfOne = [0x08, 0x01, 0x12, 0x01, 0x61, 0x18, 0x02, 0x22, 0x07, 0x0d, 0, 0, 0x80, 0x3f, 0x10, 0x02];
    expect(
      explain({ sampleId: 1, imagePath: 'a', truth: [2], inference: { truthProb: [1], predictedLabel: [2] } }),
    ).toEqual(bytesOfOne);
  });
});
