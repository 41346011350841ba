import { BYTES, FIXED32, FIXED64, tagOf, VARINT, WireReader } from './wire';

/*
 * The messages of an event that are decoded on demand: metadata, benchmarks, counterfactual layers, and Salient's own fields of
 * explanations and inferences (docs/format.md).
 * Each function takes a byte range from `EventFields` and throws WireError if the bytes are not such a message.
 */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The string in `bytes[start, end)`; invalid UTF-8 becomes U+FFFD. */
export function text(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}

/** Longest name that is kept, and longest path: no file system opens a longer one. In bytes. */
const MAX_NAME_BYTES = 4096;

/**
 * A name or path in `bytes[start, end)`, as `text`. One of more than 4096 bytes is cut there and marked by “…” at its end.
 */
export function name(bytes: Uint8Array, start: number, end: number): string {
  return end - start <= MAX_NAME_BYTES ? text(bytes, start, end) : `${text(bytes, start, start + MAX_NAME_BYTES)}…`;
}

const BENCHMARK_METHOD = tagOf(1, BYTES);
const BENCHMARK_EXPLAINER = tagOf(2, BYTES);
const BENCHMARK_TOTAL = tagOf(3, FIXED32);
const BENCHMARK_LABEL_SCORES = 4;

export const HOC_LABEL = tagOf(1, VARINT);
const HOC_MASK = tagOf(2, BYTES);
export const HOC_LAYER = tagOf(3, BYTES);

const LAYER_PROBABILITY = tagOf(1, FIXED32);
const LAYER_BOXES = 2;

const EXPLANATION_PATH = tagOf(3, BYTES);

// Salient's own fields (docs/format.md) of `Metadata`, `Explanation` and `Inference`.
const THRESHOLD = tagOf(1001, FIXED32);
const MINIMUM = tagOf(1000, FIXED64);
const MAXIMUM = tagOf(1001, FIXED64);
const SIGNED = tagOf(1002, VARINT);
const TRUE_MINIMUM = tagOf(1003, FIXED64);
const TRUE_MAXIMUM = tagOf(1004, FIXED64);
const RUNNER_UP_LABEL = 1000;

/** `Metadata`: the names of labels (index = label id), explainers and metrics. */
export interface Metadata {
  labels: string[];
  explainers: string[];
  metrics: string[];
  /** The minimum probability at which a label counts as predicted; null if not recorded. */
  threshold: number | null;
}

/** `Benchmark`: the score of one explainer under one metric. */
export interface Benchmark {
  metric: string;
  explainer: string;
  /** NaN if the explainer was not scored. */
  total: number;
  /** Index = label id, NaN for labels that were not scored; empty for a label-independent metric. */
  labelScores: number[];
}

/** A rectangle of the original in pixels: left, top, width, height. */
export type Box = [x: number, y: number, width: number, height: number];

/** One layer of a counterfactual: the original with everything outside the boxes masked. */
export interface HocLayer {
  /** Probability of the label for that picture, 0–1. */
  probability: number;
  boxes: Box[];
}

/** `Hoc`: a counterfactual of one label, layers from coarse to fine. */
export interface Hoc {
  label: number;
  /** Name and parameter of the mask, for example `gaussian:9`. */
  mask: string;
  layers: HocLayer[];
}

/** Calls `take(wire, end)` for each field of a message; `end` is the offset of the end of the field. */
function eachField(bytes: Uint8Array, start: number, end: number, take: (wire: WireReader, end: number) => void): void {
  const wire = new WireReader();
  wire.reset(bytes, start, end);
  for (let at = start; at < end; ) {
    at = wire.field(at, end);
    take(wire, at);
  }
}

/** The name or path in the field last read, which ends at byte `end`. */
function textOf(wire: WireReader, end: number): string {
  return name(wire.bytes, wire.valueStart, end);
}

/** Appends the values of a repeated integer field, packed or not, to `list`; nothing for any other wire type. */
function takeIntegers(wire: WireReader, end: number, list: number[]): void {
  if ((wire.tag & 7) === VARINT) list.push(wire.number);
  if ((wire.tag & 7) !== BYTES) return;
  for (let at = wire.valueStart; at < end; list.push(wire.number)) at = wire.varint(at, end);
}

/** The same for repeated floats. */
function takeFloats(wire: WireReader, end: number, list: number[]): void {
  const type = wire.tag & 7;
  if (type !== FIXED32 && type !== BYTES) return;
  for (let at = wire.valueStart; at < end; at += 4) list.push(wire.float(at, end));
}

export function decodeMetadata(bytes: Uint8Array, start: number, end: number): Metadata {
  const metadata: Metadata = { labels: [], explainers: [], metrics: [], threshold: null };
  const lists = [undefined, metadata.labels, metadata.explainers, metadata.metrics];
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === THRESHOLD) metadata.threshold = wire.float(wire.valueStart, at);
    else if ((wire.tag & 7) === BYTES) lists[wire.tag >>> 3]?.push(textOf(wire, at));
  });
  return metadata;
}

export function decodeBenchmark(bytes: Uint8Array, start: number, end: number): Benchmark {
  const benchmark: Benchmark = { metric: '', explainer: '', total: Number.NaN, labelScores: [] };
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === BENCHMARK_METHOD) benchmark.metric = textOf(wire, at);
    else if (wire.tag === BENCHMARK_EXPLAINER) benchmark.explainer = textOf(wire, at);
    else if (wire.tag === BENCHMARK_TOTAL) benchmark.total = wire.float(wire.valueStart, at);
    else if (wire.tag >>> 3 === BENCHMARK_LABEL_SCORES) takeFloats(wire, at, benchmark.labelScores);
  });
  return benchmark;
}

export function decodeHoc(bytes: Uint8Array, start: number, end: number): Hoc {
  const hoc: Hoc = { label: 0, mask: '', layers: [] };
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === HOC_LABEL) hoc.label = wire.number;
    else if (wire.tag === HOC_MASK) hoc.mask = textOf(wire, at);
    else if (wire.tag === HOC_LAYER) hoc.layers.push(decodeHocLayer(bytes, wire.valueStart, at));
  });
  return hoc;
}

function decodeHocLayer(bytes: Uint8Array, start: number, end: number): HocLayer {
  const layer: HocLayer = { probability: Number.NaN, boxes: [] };
  const numbers: number[] = [];
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === LAYER_PROBABILITY) layer.probability = wire.float(wire.valueStart, at);
    else if (wire.tag >>> 3 === LAYER_BOXES) takeIntegers(wire, at, numbers);
  });
  for (let i = 0; i + 4 <= numbers.length; i += 4) {
    layer.boxes.push([numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]]);
  }
  return layer;
}

/** The fields of an `Explanation` that are read on demand. */
export interface Explanation {
  /** Path of the heatmap, relative to the job's directory. */
  path: string;
  /** The attributions of levels 0 and 255; NaN if not recorded. */
  minimum: number;
  maximum: number;
  /** Whether 0 is neutral and negative values are evidence against the label. */
  signed: boolean;
  /** The true extremes, if attributions outside of minimum to maximum were clipped; else NaN. */
  trueMinimum: number;
  trueMaximum: number;
}

export function decodeExplanation(bytes: Uint8Array, start: number, end: number): Explanation {
  const explanation: Explanation = {
    path: '',
    minimum: Number.NaN,
    maximum: Number.NaN,
    signed: false,
    trueMinimum: Number.NaN,
    trueMaximum: Number.NaN,
  };
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === EXPLANATION_PATH) explanation.path = textOf(wire, at);
    else if (wire.tag === MINIMUM) explanation.minimum = wire.double();
    else if (wire.tag === MAXIMUM) explanation.maximum = wire.double();
    else if (wire.tag === SIGNED) explanation.signed = wire.number !== 0;
    else if (wire.tag === TRUE_MINIMUM) explanation.trueMinimum = wire.double();
    else if (wire.tag === TRUE_MAXIMUM) explanation.trueMaximum = wire.double();
  });
  return explanation;
}

/** The runners-up of an `Inference`: labels below the threshold that are not ground truth; entry i of each list belongs to label i. */
export interface RunnerUpLists {
  labels: number[];
  probabilities: number[];
  sd: number[];
  low: number[];
  high: number[];
}

/** Appends the runners-up of an `Inference` to `lists`; call it once per part if the message is split. */
export function decodeRunnersUp(bytes: Uint8Array, start: number, end: number, lists: RunnerUpLists): void {
  const { labels, probabilities, sd, low, high } = lists;
  const reals = [undefined, probabilities, sd, low, high];
  eachField(bytes, start, end, (wire, at) => {
    const field = (wire.tag >>> 3) - RUNNER_UP_LABEL;
    if (field === 0) takeIntegers(wire, at, labels);
    const list = reals[field];
    if (list !== undefined) takeFloats(wire, at, list);
  });
}
