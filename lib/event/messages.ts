import { BYTES, FIXED32, FIXED64, tagOf, VARINT, WireError, WireReader } from './wire';

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

/** Longest name of a label, explainer, metric or mask that is kept, bytes. */
const MAX_NAME_BYTES = 512;

/** Longest path that is kept, bytes: no file system opens a longer one. */
const MAX_PATH_BYTES = 4096;

/** A name in `bytes[start, end)`, as `text`. One of more than 512 bytes is cut there and marked by “…” at its end. */
export function name(bytes: Uint8Array, start: number, end: number): string {
  return cut(bytes, start, end, MAX_NAME_BYTES);
}

/** The same for a path, of up to 4096 bytes. */
export function path(bytes: Uint8Array, start: number, end: number): string {
  return cut(bytes, start, end, MAX_PATH_BYTES);
}

function cut(bytes: Uint8Array, start: number, end: number, length: number): string {
  return end - start <= length ? text(bytes, start, end) : `${text(bytes, start, start + length)}…`;
}

/** The lists of names of a `Metadata`, by tag. */
const NAMES = new Map<number, 'labels' | 'explainers' | 'metrics'>([
  [tagOf(1, BYTES), 'labels'],
  [tagOf(2, BYTES), 'explainers'],
  [tagOf(3, BYTES), 'metrics'],
]);

const BENCHMARK_METRIC = tagOf(1, BYTES);
const BENCHMARK_EXPLAINER = tagOf(2, BYTES);
const BENCHMARK_TOTAL = tagOf(3, FIXED32);
const BENCHMARK_LABEL_SCORES = 4;
const SCORES_PACKED = tagOf(BENCHMARK_LABEL_SCORES, BYTES);
const SCORE = tagOf(BENCHMARK_LABEL_SCORES, FIXED32);

export const HOC_LABEL = tagOf(1, VARINT);
const HOC_MASK = tagOf(2, BYTES);
export const HOC_LAYER = tagOf(3, BYTES);

const LAYER_PROBABILITY = tagOf(1, FIXED32);
const LAYER_VALUE = tagOf(2, VARINT);
const LAYER_PACKED = tagOf(2, BYTES);

const SKIPPED_SAMPLE = tagOf(1, VARINT);
const SKIPPED_REASON = tagOf(2, BYTES);
const SKIPPED_EXPLAINER = tagOf(3, BYTES);

const EXPLANATION_PATH = tagOf(3, BYTES);

// Salient's own fields (docs/format.md) of `Metadata`, `Explanation` and `Inference`.
const THRESHOLD = tagOf(1001, FIXED32);
const METRIC_RANGE = tagOf(1002, BYTES);
const RANGE_NAME = tagOf(1, BYTES);
const RANGE_MINIMUM = tagOf(2, FIXED32);
const RANGE_MAXIMUM = tagOf(3, FIXED32);
const RANGE_LOWER_IS_BETTER = tagOf(4, VARINT);
const MINIMUM = tagOf(1000, FIXED64);
const MAXIMUM = tagOf(1001, FIXED64);
const SIGNED = tagOf(1002, VARINT);
const TRUE_MINIMUM = tagOf(1003, FIXED64);
const TRUE_MAXIMUM = tagOf(1004, FIXED64);
const RUNNER_UP_LABEL = 1000;

/** `MetricRange`: how the scores of a metric are read. */
export interface MetricRange {
  /** The least and the greatest score that there can be; null if there is no bound. */
  minimum: number | null;
  maximum: number | null;
  lowerIsBetter: boolean;
}

/** `Metadata`: the names of labels (index = label id), explainers and metrics. */
export interface Metadata {
  labels: string[];
  explainers: string[];
  metrics: string[];
  /** The minimum probability at which a label counts as predicted; null if not recorded. */
  threshold: number | null;
  /** The ranges of metrics that have one, by name. */
  metricRanges: Map<string, MetricRange>;
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

/** `Skipped`: a sample of which something is missing, because an explainer raised an error. */
export interface Skipped {
  sample: number;
  /** Empty if the sample is no longer skipped. */
  reason: string;
  /** Null if not recorded. */
  explainer: string | null;
}

/** One layer of a counterfactual: the original with everything outside the boxes masked. */
export interface HocLayer {
  /** Probability of the label for that picture, 0–1. */
  probability: number;
  /** Rectangles of the original in pixels, four numbers each: left, top, width, height. There may be a hundred thousand. */
  boxes: Int32Array;
}

/** `Hoc`: a counterfactual of one label, layers from coarse to fine. */
export interface Hoc {
  label: number;
  /** Name and parameter of the mask, for example `gaussian:9`. */
  mask: string;
  layers: HocLayer[];
}

/** How many entries of an event may still be decoded, see `MAX_ENTRIES`; negative if there are more, which are left out. */
export interface Limit {
  room: number;
}

const NO_LIMIT: Limit = { room: Number.POSITIVE_INFINITY };

/** Bytes of a name that count as an entry. */
const BYTES_PER_ENTRY = 64;

/** Fields of a benchmark that count as an entry: most are scores by label, which are skipped. */
const SCORES_PER_ENTRY = 8;

/** Takes the entries of a name of so many bytes, of which the first 512 are decoded. */
export function takeName(limit: Limit, bytes: number): void {
  limit.room -= Math.ceil(Math.min(bytes, MAX_NAME_BYTES) / BYTES_PER_ENTRY);
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

/** The name in the field last read, which ends at byte `end`. */
function textOf(wire: WireReader, end: number): string {
  return name(wire.bytes, wire.valueStart, end);
}

/** Appends the values of a repeated integer field, packed or not, to `list`, up to `most`; nothing for any other wire type. */
function takeIntegers(wire: WireReader, end: number, list: number[], most = Infinity): void {
  if ((wire.tag & 7) === VARINT && list.length < most) list.push(wire.number);
  if ((wire.tag & 7) !== BYTES) return;
  for (let at = wire.valueStart; at < end && list.length < most; list.push(wire.number)) at = wire.varint(at, end);
}

/** The same for repeated floats. */
function takeFloats(wire: WireReader, end: number, list: number[], most = Infinity): void {
  const type = wire.tag & 7;
  if (type !== FIXED32 && type !== BYTES) return;
  for (let at = wire.valueStart; at < end && list.length < most; at += 4) list.push(wire.float(at, end));
}

// Shared, because an event may have a hundred thousand facts, and decoding one is never interrupted.
const factWire = new WireReader();

/** A `Metadata` without content. */
export function noMetadata(): Metadata {
  return { labels: [], explainers: [], metrics: [], threshold: null, metricRanges: new Map() };
}

/** Adds the content of a `Metadata`, up to the limit, to that of those before it in its event: together they are one message. */
export function decodeMetadata(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit = NO_LIMIT,
  metadata = noMetadata(),
): Metadata {
  factWire.reset(bytes, start, end);
  for (let at = start; at < end && limit.room-- > 0; ) {
    at = factWire.field(at, end);
    const { tag } = factWire;
    if (tag === THRESHOLD) metadata.threshold = factWire.float(factWire.valueStart, at);
    if (tag === METRIC_RANGE) takeMetricRange(bytes, factWire.valueStart, at, limit, metadata.metricRanges);
    const name = NAMES.get(tag);
    if (name === undefined) continue;
    takeName(limit, at - factWire.valueStart);
    metadata[name].push(textOf(factWire, at));
  }
  return metadata;
}

/** Adds a `MetricRange` to `ranges`; bounds that are not finite, or that contradict each other, count as none. */
function takeMetricRange(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit: Limit,
  ranges: Map<string, MetricRange>,
): void {
  let name = '';
  const range: MetricRange = { minimum: null, maximum: null, lowerIsBetter: false };
  const wire = new WireReader();
  wire.reset(bytes, start, end);
  for (let at = start; at < end && limit.room-- > 0; ) {
    at = wire.field(at, end);
    const { tag, valueStart } = wire;
    if (tag === RANGE_NAME) {
      takeName(limit, at - valueStart);
      name = textOf(wire, at);
    } else if (tag === RANGE_MINIMUM) range.minimum = finite(wire.float(valueStart, at));
    else if (tag === RANGE_MAXIMUM) range.maximum = finite(wire.float(valueStart, at));
    else if (tag === RANGE_LOWER_IS_BETTER) range.lowerIsBetter = wire.number !== 0;
  }
  const { minimum, maximum } = range;
  if (minimum !== null && maximum !== null && minimum >= maximum) range.maximum = null;
  if (limit.room >= 0) ranges.set(name, range);
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** A `Skipped`; null if it exceeds the limit. */
export function decodeSkipped(bytes: Uint8Array, start: number, end: number, limit = NO_LIMIT): Skipped | null {
  const skipped: Skipped = { sample: 0, reason: '', explainer: null };
  factWire.reset(bytes, start, end);
  for (let at = start; at < end; ) {
    if (limit.room-- <= 0) return null;
    at = factWire.field(at, end);
    const { tag, valueStart } = factWire;
    if (tag === SKIPPED_SAMPLE) skipped.sample = factWire.number;
    if (tag !== SKIPPED_REASON && tag !== SKIPPED_EXPLAINER) continue;
    takeName(limit, at - valueStart);
    skipped[tag === SKIPPED_REASON ? 'reason' : 'explainer'] = textOf(factWire, at);
  }
  return skipped;
}

/** Where the names of a benchmark are, and how many scores by label it has. */
export interface BenchmarkHead {
  metricStart: number;
  metricEnd: number;
  explainerStart: number;
  explainerEnd: number;
  labelScores: number;
}

/** The head of a `Benchmark`, without decoding its scores, of which there may be millions; null if it exceeds the limit. */
export function decodeBenchmarkHead(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit = NO_LIMIT,
): BenchmarkHead | null {
  const head: BenchmarkHead = {
    metricStart: start,
    metricEnd: start,
    explainerStart: start,
    explainerEnd: start,
    labelScores: 0,
  };
  factWire.reset(bytes, start, end);
  for (let at = start, fields = 0; at < end; fields++) {
    if (fields % SCORES_PER_ENTRY === 0 && limit.room-- <= 0) return null;
    at = factWire.field(at, end);
    const { tag, valueStart } = factWire;
    if (tag === BENCHMARK_METRIC) {
      head.metricStart = valueStart;
      head.metricEnd = at;
    } else if (tag === BENCHMARK_EXPLAINER) {
      head.explainerStart = valueStart;
      head.explainerEnd = at;
    } else if (tag === SCORES_PACKED) {
      if ((at - valueStart) % 4 !== 0) throw new WireError('a truncated float', at);
      head.labelScores += (at - valueStart) / 4;
    } else if (tag === SCORE) head.labelScores++;
  }
  takeName(limit, head.metricEnd - head.metricStart);
  takeName(limit, head.explainerEnd - head.explainerStart);
  return head;
}

export function decodeBenchmark(bytes: Uint8Array, start: number, end: number): Benchmark {
  const benchmark: Benchmark = { metric: '', explainer: '', total: Number.NaN, labelScores: [] };
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === BENCHMARK_METRIC) benchmark.metric = textOf(wire, at);
    else if (wire.tag === BENCHMARK_EXPLAINER) benchmark.explainer = textOf(wire, at);
    else if (wire.tag === BENCHMARK_TOTAL) benchmark.total = wire.float(wire.valueStart, at);
    else if (wire.tag >>> 3 === BENCHMARK_LABEL_SCORES) takeFloats(wire, at, benchmark.labelScores);
  });
  return benchmark;
}

/** The first `most` layers of a `Hoc`. */
export function decodeHoc(bytes: Uint8Array, start: number, end: number, most = Infinity): Hoc {
  const hoc: Hoc = { label: 0, mask: '', layers: [] };
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === HOC_LABEL) hoc.label = wire.number;
    else if (wire.tag === HOC_MASK) hoc.mask = textOf(wire, at);
    else if (wire.tag === HOC_LAYER && hoc.layers.length < most) {
      hoc.layers.push(decodeHocLayer(bytes, wire.valueStart, at));
    }
  });
  return hoc;
}

function decodeHocLayer(bytes: Uint8Array, start: number, end: number): HocLayer {
  let probability = Number.NaN;
  let count = 0;
  // Each number takes a byte at least.
  const numbers = new Int32Array(end - start);
  eachField(bytes, start, end, (wire, at) => {
    if (wire.tag === LAYER_PROBABILITY) probability = wire.float(wire.valueStart, at);
    if (wire.tag === LAYER_VALUE) numbers[count++] = wire.number;
    if (wire.tag !== LAYER_PACKED) return;
    for (let next = wire.valueStart; next < at; numbers[count++] = wire.number) next = wire.varint(next, at);
  });
  return { probability, boxes: numbers.slice(0, count - (count % 4)) };
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
    if (wire.tag === EXPLANATION_PATH) explanation.path = path(bytes, wire.valueStart, at);
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

/** Runners-up of a sample that are read; ImageNet-21k has 21,841 labels. */
export const MAX_RUNNERS_UP = 50_000;

/** Appends the runners-up of an `Inference` to `lists`; call it once per part if the message is split. */
export function decodeRunnersUp(bytes: Uint8Array, start: number, end: number, lists: RunnerUpLists): void {
  const { labels, probabilities, sd, low, high } = lists;
  const reals = [undefined, probabilities, sd, low, high];
  eachField(bytes, start, end, (wire, at) => {
    const field = (wire.tag >>> 3) - RUNNER_UP_LABEL;
    if (field === 0) takeIntegers(wire, at, labels, MAX_RUNNERS_UP);
    const list = reals[field];
    if (list !== undefined) takeFloats(wire, at, list, MAX_RUNNERS_UP);
  });
}
