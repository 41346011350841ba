import { BYTES, FIXED32, FIXED64, VARINT, WireError, WireReader } from './wire';

/*
 * The messages of an event that are decoded only when somebody looks: metadata, benchmarks, counterfactual layers, and what
 * Salient adds to explanations and inferences (docs/format.md).
 * Each function takes the place that `EventFields` noted and throws WireError where the bytes are no such message.
 */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The string in `bytes[start, end)`; bytes that are no UTF-8 become U+FFFD. */
export function text(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}

/** `Metadata`: the names of labels (index = label id), explainers and metrics. */
export interface Metadata {
  labels: string[];
  explainers: string[];
  metrics: string[];
  /** Probability from which on a label counts as predicted, as recorded; null where it is not. */
  threshold: number | null;
}

/** The field of `Metadata` with the threshold, one of our own (docs/format.md). */
const THRESHOLD = (1001 << 3) | FIXED32;

/** `Benchmark`: the score of one explainer under one metric. */
export interface Benchmark {
  metric: string;
  explainer: string;
  /** NaN where the explainer was not scored. */
  total: number;
  /** Index = label id, NaN where the label was not scored; empty for a label-independent metric. */
  labelScores: number[];
}

/** A rectangle of the original, in its pixels: left, top, width, height. */
export type Box = [x: number, y: number, width: number, height: number];

/** One step of a counterfactual: the original with everything but its boxes masked. */
export interface HocLayer {
  /** Probability of the label on that picture, 0–1. */
  probability: number;
  boxes: Box[];
}

/** `Hoc`: a counterfactual of one label, layers from coarse to fine. */
export interface Hoc {
  label: number;
  /** Name of the mask and its parameter, as in `gaussian:9`. */
  mask: string;
  layers: HocLayer[];
}

/** Calls `field(tag)` for each field of the message; it must read the value and return true, or return false to skip. */
function eachField(bytes: Uint8Array, start: number, end: number, field: (wire: WireReader, tag: number) => boolean) {
  const wire = new WireReader();
  wire.reset(bytes, start, end);
  while (wire.position < end) {
    const tag = wire.tag();
    if (!field(wire, tag)) wire.skip(tag);
  }
}

function readText(wire: WireReader): string {
  const length = wire.length();
  const start = wire.position;
  wire.position += length;
  return text(wire.bytes, start, wire.position);
}

/** Reads a repeated scalar, packed or not; false where the wire type is neither. */
function readRepeated(wire: WireReader, tag: number, type: number, read: () => void): boolean {
  if ((tag & 7) === type) {
    read();
    return true;
  }
  if ((tag & 7) !== BYTES) return false;
  const length = wire.length();
  const end = wire.position + length;
  while (wire.position < end) read();
  if (wire.position > end) throw new WireError('a packed field ends inside a number', end);
  return true;
}

export function decodeMetadata(bytes: Uint8Array, start: number, end: number): Metadata {
  const metadata: Metadata = { labels: [], explainers: [], metrics: [], threshold: null };
  eachField(bytes, start, end, (wire, tag) => {
    if (tag === THRESHOLD) {
      metadata.threshold = wire.float();
      return true;
    }
    if ((tag & 7) !== BYTES) return false;
    const list = [undefined, metadata.labels, metadata.explainers, metadata.metrics][tag >>> 3];
    list?.push(readText(wire));
    return list !== undefined;
  });
  return metadata;
}

export function decodeBenchmark(bytes: Uint8Array, start: number, end: number): Benchmark {
  const benchmark: Benchmark = { metric: '', explainer: '', total: Number.NaN, labelScores: [] };
  eachField(bytes, start, end, (wire, tag) => {
    switch (tag >>> 3) {
      case 1:
        if ((tag & 7) !== BYTES) return false;
        benchmark.metric = readText(wire);
        return true;
      case 2:
        if ((tag & 7) !== BYTES) return false;
        benchmark.explainer = readText(wire);
        return true;
      case 3:
        if ((tag & 7) !== FIXED32) return false;
        benchmark.total = wire.float();
        return true;
      case 4:
        return readRepeated(wire, tag, FIXED32, () => benchmark.labelScores.push(wire.float()));
      default:
        return false;
    }
  });
  return benchmark;
}

export function decodeHoc(bytes: Uint8Array, start: number, end: number): Hoc {
  const hoc: Hoc = { label: 0, mask: '', layers: [] };
  eachField(bytes, start, end, (wire, tag) => {
    if (tag === ((1 << 3) | VARINT)) hoc.label = wire.int32();
    else if (tag === ((2 << 3) | BYTES)) hoc.mask = readText(wire);
    else if (tag === ((3 << 3) | BYTES)) {
      const length = wire.length();
      hoc.layers.push(decodeHocLayer(bytes, wire.position, wire.position + length));
      wire.position += length;
    } else return false;
    return true;
  });
  return hoc;
}

function decodeHocLayer(bytes: Uint8Array, start: number, end: number): HocLayer {
  const layer: HocLayer = { probability: Number.NaN, boxes: [] };
  const numbers: number[] = [];
  eachField(bytes, start, end, (wire, tag) => {
    if (tag === ((1 << 3) | FIXED32)) layer.probability = wire.float();
    else if (tag >>> 3 === 2) return readRepeated(wire, tag, VARINT, () => numbers.push(wire.int32()));
    else return false;
    return true;
  });
  for (let i = 0; i + 4 <= numbers.length; i += 4) {
    layer.boxes.push([numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]]);
  }
  return layer;
}

/** Of an `Explanation`: the attributions that levels 0 and 255 stand for, NaN where not recorded. */
export interface RecordedRange {
  minimum: number;
  maximum: number;
  /** Whether 0 is neutral and what is negative speaks against the label. */
  signed: boolean;
}

const MINIMUM = (1000 << 3) | FIXED64;
const MAXIMUM = (1001 << 3) | FIXED64;
const SIGNED = (1002 << 3) | VARINT;

export function decodeRange(bytes: Uint8Array, start: number, end: number): RecordedRange {
  const range: RecordedRange = { minimum: Number.NaN, maximum: Number.NaN, signed: false };
  eachField(bytes, start, end, (wire, tag) => {
    if (tag === MINIMUM) range.minimum = wire.double();
    else if (tag === MAXIMUM) range.maximum = wire.double();
    else if (tag === SIGNED) range.signed = wire.int32() !== 0;
    else return false;
    return true;
  });
  return range;
}

/** Of an `Inference`: labels under the threshold that are no ground truth; entry i of a list is about label i. */
export interface RunnerUpLists {
  labels: number[];
  probabilities: number[];
  sd: number[];
  low: number[];
  high: number[];
}

const RUNNER_UP_LABEL = 1000;

/** Adds the runners-up of an `Inference` to `lists`, which takes more than one where the message comes in parts. */
export function decodeRunnersUp(bytes: Uint8Array, start: number, end: number, lists: RunnerUpLists): void {
  const { labels, probabilities, sd, low, high } = lists;
  const reals = [probabilities, sd, low, high];
  eachField(bytes, start, end, (wire, tag) => {
    const field = (tag >>> 3) - RUNNER_UP_LABEL;
    if (field === 0) return readRepeated(wire, tag, VARINT, () => labels.push(wire.int32()));
    const list = field > 0 ? reals[field - 1] : undefined;
    return list !== undefined && readRepeated(wire, tag, FIXED32, () => list.push(wire.float()));
  });
}
