import { describe, expect, test } from 'vitest';
import {
  decodeBenchmark,
  decodeExplanation,
  decodeHoc,
  decodeMetadata,
  decodeRunnersUp,
  text,
} from '../../../lib/event/messages';
import { WireError } from '../../../lib/event/wire';
import { bytes, double, float, group, int, packedFloats, packedInts } from '../../support/event-writer';

/** Decodes a message between other bytes. */
function decode<T>(decoder: (block: Uint8Array, start: number, end: number) => T, message: number[]): T {
  const block = Uint8Array.from([0xff, 0xff, ...message, 0xff]);
  return decoder(block, 2, 2 + message.length);
}

/** Truncates a message at every byte: between two fields it is a shorter message, elsewhere it is invalid. */
function expectCutsToThrow(decoder: (block: Uint8Array, start: number, end: number) => unknown, fields: number[][]) {
  const message = fields.flat();
  const boundaries = fields.map((_, i) => fields.slice(0, i).flat().length);
  for (let cut = 0; cut < message.length; cut++) {
    const attempt = () => decode(decoder, message.slice(0, cut));
    if (boundaries.includes(cut)) expect(attempt, `cut at ${cut}`).not.toThrow();
    else expect(attempt, `cut at ${cut}`).toThrow(WireError);
  }
}

const unknown = [...int(20, -1), ...double(21, 1), ...bytes(22, 'x'), ...float(23, 1), ...group(24, int(1, 1))];

describe('Metadata', () => {
  test('holds ranges of metrics, without bounds that are none', () => {
    const range = (...fields: number[][]) => bytes(1002, fields.flat());
    const message = [
      ...range(bytes(1, 'Complexity'), float(2, 0), int(4, 1), unknown),
      ...range(bytes(1, 'Signed'), float(2, -1), float(3, 1)),
      ...range(bytes(1, 'Odd'), float(2, Number.NaN), float(3, Number.POSITIVE_INFINITY)),
      ...range(bytes(1, 'Reversed'), float(2, 1), float(3, 0)),
      ...range(bytes(1, 'Signed'), float(2, -2), float(3, 2), int(4, 0)),
    ];
    expect([...decode(decodeMetadata, message).metricRanges]).toEqual([
      ['Complexity', { minimum: 0, maximum: null, lowerIsBetter: true }],
      ['Signed', { minimum: -2, maximum: 2, lowerIsBetter: false }],
      ['Odd', { minimum: null, maximum: null, lowerIsBetter: false }],
      ['Reversed', { minimum: 1, maximum: null, lowerIsBetter: false }],
    ]);
  });

  test('holds labels, explainers and metrics in their order', () => {
    const message = [
      ...bytes(2, 'GradCAM'),
      ...bytes(1, 'cat'),
      ...bytes(3, 'Faithfulness'),
      ...bytes(1, 'été'),
      ...bytes(2, 'Gradient'),
      ...bytes(1, 'cat'),
    ];
    expect(decode(decodeMetadata, message)).toEqual({
      labels: ['cat', 'été', 'cat'],
      explainers: ['GradCAM', 'Gradient'],
      metrics: ['Faithfulness'],
      threshold: null,
      metricRanges: new Map(),
    });
  });

  test('may record a threshold; the last one wins', () => {
    const message = [...float(1001, 0.25), ...bytes(1, 'cat'), ...double(1001, 1), ...float(1001, 0.75)];
    expect(decode(decodeMetadata, message).threshold).toBe(0.75);
  });

  test('may be empty', () => {
    expect(decode(decodeMetadata, [])).toEqual({
      labels: [],
      explainers: [],
      metrics: [],
      threshold: null,
      metricRanges: new Map(),
    });
    expect(decode(decodeMetadata, bytes(1, ''))).toEqual({
      labels: [''],
      explainers: [],
      metrics: [],
      threshold: null,
      metricRanges: new Map(),
    });
  });

  test('may contain unknown fields and other wire types', () => {
    const message = [...unknown, ...int(1, 1), ...float(2, 1), ...double(3, 1), ...bytes(1, 'cat'), ...unknown];
    expect(decode(decodeMetadata, message)).toEqual({
      labels: ['cat'],
      explainers: [],
      metrics: [],
      threshold: null,
      metricRanges: new Map(),
    });
  });

  test('truncated inside a field is a WireError', () => {
    expectCutsToThrow(decodeMetadata, [bytes(1, 'cat'), bytes(2, 'A'), int(20, -1), bytes(3, 'B')]);
  });
});

describe('Benchmark', () => {
  test('holds a score and the scores of labels', () => {
    const scores = [0.5, Number.NaN, 0.25];
    const message = [
      ...bytes(1, 'Faithfulness'),
      ...bytes(2, 'GradCAM'),
      ...float(3, 0.75),
      ...scores.flatMap((score) => float(4, score)),
    ];
    expect(decode(decodeBenchmark, message)).toEqual({
      metric: 'Faithfulness',
      explainer: 'GradCAM',
      total: 0.75,
      labelScores: scores,
    });
  });

  test('without a score counts as not scored, which differs from 0', () => {
    expect(decode(decodeBenchmark, [])).toEqual({ metric: '', explainer: '', total: Number.NaN, labelScores: [] });
  });

  test('may have packed scores, unknown fields and other wire types', () => {
    const message = [
      ...unknown,
      ...packedFloats(4, [0.5, 0.25]),
      ...int(1, 1),
      ...int(2, 1),
      ...double(3, 1),
      ...int(4, 1),
      ...float(4, 0.75),
    ];
    expect(decode(decodeBenchmark, message)).toEqual({
      metric: '',
      explainer: '',
      total: Number.NaN,
      labelScores: [0.5, 0.25, 0.75],
    });
  });

  test('truncated inside a field is a WireError', () => {
    expectCutsToThrow(decodeBenchmark, [bytes(1, 'M'), bytes(2, 'A'), float(3, 1), float(4, 1), packedFloats(4, [1])]);
  });
});

describe('Hoc', () => {
  const layer = (probability: number, boxes: number[]) =>
    bytes(3, [...float(1, probability), ...boxes.flatMap((number) => int(2, number))]);

  test('holds its label, its mask and its layers from coarse to fine', () => {
    const message = [
      ...int(1, 5),
      ...bytes(2, 'gaussian:9'),
      ...layer(0.875, [0, 0, 224, 112]),
      ...layer(0.5, [0, 0, 56, 56, 100, 120, 28, 28]),
    ];
    expect(decode(decodeHoc, message)).toEqual({
      label: 5,
      mask: 'gaussian:9',
      layers: [
        { probability: 0.875, boxes: Int32Array.of(0, 0, 224, 112) },
        { probability: 0.5, boxes: Int32Array.of(0, 0, 56, 56, 100, 120, 28, 28) },
      ],
    });
  });

  test('may have packed boxes, unknown fields and other wire types', () => {
    const inner = [...unknown, ...packedInts(2, [1, 2, 300]), ...int(2, 4), ...int(1, 1), ...float(2, 1)];
    const message = [...unknown, ...bytes(1, 'x'), ...int(2, 1), ...int(3, 1), ...bytes(3, inner)];
    expect(decode(decodeHoc, message)).toEqual({
      label: 0,
      mask: '',
      layers: [{ probability: Number.NaN, boxes: Int32Array.of(1, 2, 300, 4) }],
    });
  });

  test('has only complete boxes', () => {
    expect(decode(decodeHoc, layer(1, [1, 2, 3, 4, 5, 6])).layers[0].boxes).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(decode(decodeHoc, layer(1, [])).layers[0].boxes).toEqual(new Int32Array(0));
  });

  test('truncated inside a field is a WireError', () => {
    expectCutsToThrow(decodeHoc, [int(1, 300), bytes(2, 'gaussian:9'), layer(1, [1, 2, 3, 300])]);
  });

  test('with a layer truncated inside a field is a WireError', () => {
    const fields = [float(1, 1), int(2, 300), packedInts(2, [1, 300]), bytes(20, 'x')];
    expectCutsToThrow(
      (block, start, end) => decodeHoc(Uint8Array.from(bytes(3, [...block.slice(start, end)])), 0, 2 + end - start),
      fields,
    );
  });
});

describe('a packed list', () => {
  test('that ends inside a varint is a WireError, even if the varint continues after it', () => {
    const boxes = bytes(3, [...bytes(2, [1, 0x80]), ...int(2, 1)]);
    expect(() => decode(decodeHoc, boxes)).toThrow(WireError);
    const scores = [...bytes(4, [0, 0, 0, 0, 0]), ...float(3, 1)];
    expect(() => decode(decodeBenchmark, scores)).toThrow(WireError);
  });
});

describe('text', () => {
  test('is UTF-8, and invalid bytes become U+FFFD', () => {
    expect(text(new TextEncoder().encode('日本é'), 3, 8)).toBe('本é');
    expect(text(Uint8Array.of(0x61, 0xff, 0x62), 0, 3)).toBe('a\ufffdb');
  });

  test('keeps a byte order mark at the start of a name', () => {
    expect(text(new TextEncoder().encode('\ufeffcat'), 0, 6)).toBe('\ufeffcat');
  });
});

describe('Explanation', () => {
  const NONE = {
    path: '',
    minimum: Number.NaN,
    maximum: Number.NaN,
    signed: false,
    trueMinimum: Number.NaN,
    trueMaximum: Number.NaN,
  };

  test('holds a path, two doubles and whether the map is signed; the last value wins', () => {
    const range = [...double(1001, 2.5), ...double(1000, 1), ...int(1002, 1), ...double(1000, -1e-300)];
    const message = [...bytes(3, 'old.png'), ...range, ...bytes(3, 'map.png')];
    expect(decode(decodeExplanation, message)).toEqual({
      ...NONE,
      path: 'map.png',
      minimum: -1e-300,
      maximum: 2.5,
      signed: true,
    });
  });

  test('holds the true extremes of a robust range', () => {
    const message = [...bytes(3, 'a.png'), ...double(1003, -7), ...double(1004, 1e9)];
    expect(decode(decodeExplanation, message)).toEqual({ ...NONE, path: 'a.png', trueMinimum: -7, trueMaximum: 1e9 });
  });

  test('may also have unknown fields', () => {
    const message = [...unknown, ...bytes(1, 'A'), ...int(2, 1), ...double(1000, 1), ...bytes(3, 'a.png'), ...unknown];
    expect(decode(decodeExplanation, message)).toEqual({ ...NONE, path: 'a.png', minimum: 1 });
  });

  test('with another wire type is not recorded', () => {
    expect(decode(decodeExplanation, [...float(1000, 1), ...int(1001, 1), ...bytes(1002, 'x')])).toEqual(NONE);
  });

  test('truncated inside a field is a WireError', () => {
    expectCutsToThrow(decodeExplanation, [double(1000, 1), double(1001, 2), int(1002, 1)]);
  });
});

describe('the runners-up of an Inference', () => {
  const decodeLists = (block: Uint8Array, start: number, end: number) => {
    const lists = { labels: [], probabilities: [], sd: [], low: [], high: [] };
    decodeRunnersUp(block, start, end, lists);
    return lists;
  };

  test('are lists, packed or not, among those of other readers', () => {
    const message = [
      ...float(1, 0.5),
      ...packedInts(1000, [3, 300]),
      ...int(1000, -1),
      ...float(1001, 0.25),
      ...packedFloats(1001, [0.125]),
      ...packedFloats(1002, [1]),
      ...float(1003, 2),
      ...packedFloats(1004, [3]),
      ...packedFloats(1005, [4]),
    ];
    expect(decode(decodeLists, message)).toEqual({
      labels: [3, 300, -1],
      probabilities: [0.25, 0.125],
      sd: [1],
      low: [2],
      high: [3],
    });
  });

  test('with another wire type are unknown fields', () => {
    const message = [...float(1000, 1), ...double(1001, 1), ...int(1002, 1)];
    expect(decode(decodeLists, message)).toEqual({ labels: [], probabilities: [], sd: [], low: [], high: [] });
  });

  test('truncated inside a field are a WireError', () => {
    expectCutsToThrow(decodeLists, [int(1000, 3), packedInts(1000, [300]), packedFloats(1001, [0.5]), float(1002, 1)]);
  });
});
