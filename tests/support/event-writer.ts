import { crc32c, maskCrc } from '../../lib/record/crc32c';

/* Writes events like a training machine: protobuf messages (format.md §2), framed as records. */

type Part = Uint8Array | number[];

export function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

export function int(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

export function float(field: number, value: number): number[] {
  return [...varint(field * 8 + 5), ...new Uint8Array(new Float32Array([value]).buffer)];
}

export function bytes(field: number, value: string | Part): number[] {
  const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

/** A double: a field of eight fixed bytes. */
export function double(field: number, value: number): number[] {
  return [...varint(field * 8 + 1), ...new Uint8Array(new Float64Array([value]).buffer)];
}

/** A group: fields between a start and an end tag, deprecated in protobuf. */
export function group(field: number, content: Part): number[] {
  return [...varint(field * 8 + 3), ...content, ...varint(field * 8 + 4)];
}

export const packedInts = (field: number, values: number[]) => bytes(field, values.flatMap(varint));
export const packedFloats = (field: number, values: number[]) =>
  bytes(field, new Uint8Array(new Float32Array(values).buffer));

const ints = (field: number, values: number[] = []) => values.flatMap((value) => int(field, value));
const floats = (field: number, values: number[] = []) => values.flatMap((value) => float(field, value));
const strings = (field: number, values: string[] = []) => values.flatMap((value) => bytes(field, value));

export interface InferenceInput {
  truthProb?: number[];
  predictedLabel?: number[];
  predictedProb?: number[];
  truthSd?: number[];
  truthLow?: number[];
  truthHigh?: number[];
  predictedSd?: number[];
  predictedLow?: number[];
  predictedHigh?: number[];
  runnerUpLabel?: number[];
  runnerUpProb?: number[];
  runnerUpSd?: number[];
  runnerUpLow?: number[];
  runnerUpHigh?: number[];
}

/** A saliency map; `range` has the attributions of levels 0 and 255. */
export interface ExplanationInput {
  explainer: string;
  label: number;
  path: string;
  range?: { minimum: number; maximum: number; signed: boolean; extremes?: { minimum: number; maximum: number } };
}

export interface EventInput {
  sampleId?: number;
  imagePath?: string;
  truth?: number[];
  inference?: InferenceInput;
  explanations?: ExplanationInput[];
  benchmarks?: { metric: string; explainer: string; total: number; labelScores?: number[] }[];
  metadata?: { labels?: string[]; explainers?: string[]; metrics?: string[]; threshold?: number };
  hocs?: { label: number; mask?: string; layers: { probability: number; boxes: number[] }[] }[];
  skipped?: { sample: number; reason?: string; explainer?: string }[];
  /** Bytes appended to the known fields of `Explain`. */
  extra?: Part;
}

function inference(input: InferenceInput): number[] {
  return [
    ...floats(1, input.truthProb),
    ...ints(2, input.predictedLabel),
    ...floats(3, input.predictedProb),
    ...floats(4, input.truthSd),
    ...floats(5, input.truthLow),
    ...floats(6, input.truthHigh),
    ...floats(7, input.predictedSd),
    ...floats(8, input.predictedLow),
    ...floats(9, input.predictedHigh),
    ...ints(1000, input.runnerUpLabel),
    ...floats(1001, input.runnerUpProb),
    ...floats(1002, input.runnerUpSd),
    ...floats(1003, input.runnerUpLow),
    ...floats(1004, input.runnerUpHigh),
  ];
}

function explanation({ explainer, label, path, range }: ExplanationInput): number[] {
  const ours = range
    ? [...double(1000, range.minimum), ...double(1001, range.maximum), ...int(1002, Number(range.signed))]
    : [];
  const extremes = range?.extremes
    ? [...double(1003, range.extremes.minimum), ...double(1004, range.extremes.maximum)]
    : [];
  return [...bytes(1, explainer), ...int(2, label), ...bytes(3, path), ...ours, ...extremes];
}

/** The payload of an `Explain` message. */
export function explain(input: EventInput): number[] {
  return [
    ...(input.sampleId === undefined ? [] : int(1, input.sampleId)),
    ...(input.imagePath === undefined ? [] : bytes(2, input.imagePath)),
    ...ints(3, input.truth),
    ...(input.inference ? bytes(4, inference(input.inference)) : []),
    ...(input.explanations ?? []).flatMap((input) => bytes(5, explanation(input))),
    ...(input.benchmarks ?? []).flatMap(({ metric, explainer, total, labelScores }) =>
      bytes(6, [...bytes(1, metric), ...bytes(2, explainer), ...float(3, total), ...floats(4, labelScores)]),
    ),
    ...(input.metadata
      ? bytes(7, [
          ...strings(1, input.metadata.labels),
          ...strings(2, input.metadata.explainers),
          ...strings(3, input.metadata.metrics),
          ...(input.metadata.threshold === undefined ? [] : float(1001, input.metadata.threshold)),
        ])
      : []),
    ...(input.hocs ?? []).flatMap(({ label, mask = 'gaussian:9', layers }) =>
      bytes(9, [
        ...int(1, label),
        ...bytes(2, mask),
        ...layers.flatMap((layer) => bytes(3, [...float(1, layer.probability), ...ints(2, layer.boxes)])),
      ]),
    ),
    ...(input.skipped ?? []).flatMap(({ sample, reason, explainer }) =>
      bytes(1001, [
        ...int(1, sample),
        ...(reason === undefined ? [] : bytes(2, reason)),
        ...(explainer === undefined ? [] : bytes(3, explainer)),
      ]),
    ),
    ...(input.extra ?? []),
  ];
}

/** The payload of an `Event`. */
export function event(input: EventInput): Uint8Array {
  return Uint8Array.from([...double(1, 1_700_000_000), ...bytes(6, explain(input))]);
}

/** A payload framed as a record. */
export function record(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(payload.length + 16);
  const view = new DataView(framed.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(8, maskCrc(crc32c(framed, 0, 8)), true);
  framed.set(payload, 12);
  view.setUint32(payload.length + 12, maskCrc(crc32c(payload)), true);
  return framed;
}

/** Consecutive records of events, like an event file. */
export function eventFile(events: readonly EventInput[]): Uint8Array<ArrayBuffer> {
  return concat(events.map((input) => record(event(input))));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
