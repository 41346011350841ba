import { NumberList, SpanList } from './lists';
import { HOC_LABEL, HOC_LAYER, takeName } from './messages';
import { BYTES, FIXED32, tagOf, VARINT, WireError, type WireReader } from './wire';

/**
 * Entries of one event that are decoded: fields, values of packed lists, and names, each 64 bytes begun of which count as an entry; of
 * a benchmark, every eight fields. A run writes some thousand; 110,000 if it records all probabilities of ImageNet-21k with their
 * uncertainty. The rest of the event is left out, so that decoding and folding an event takes a limited time and memory, however long
 * it is. An entry takes at least a byte, so shorter events are always decoded completely.
 */
export const MAX_ENTRIES = 150_000;

/**
 * The numbers of one `Inference` (format.md §2): probabilities and, if recorded, their standard deviation and 95 % interval. Entry i of a `truth…` list belongs to ground truth label i of the same sample, entry i of a
 * `predicted…` list to predicted label i.
 */
export class InferenceFields {
  readonly truthProb = new NumberList();
  readonly predictedLabel = new NumberList();
  readonly predictedProb = new NumberList();
  readonly truthSd = new NumberList();
  readonly truthLow = new NumberList();
  readonly truthHigh = new NumberList();
  readonly predictedSd = new NumberList();
  readonly predictedLow = new NumberList();
  readonly predictedHigh = new NumberList();
  /** Entry i of these belongs to runner-up i. */
  readonly runnerUpLabel = new NumberList();
  readonly runnerUpProb = new NumberList();
  readonly runnerUpSd = new NumberList();
  readonly runnerUpLow = new NumberList();
  readonly runnerUpHigh = new NumberList();

  /** Probability, standard deviation, low and high end of the interval: of ground truth, of predictions, and of runners-up. */
  readonly truth = [this.truthProb, this.truthSd, this.truthLow, this.truthHigh] as const;
  readonly predicted = [this.predictedProb, this.predictedSd, this.predictedLow, this.predictedHigh] as const;
  readonly runnersUp = [this.runnerUpProb, this.runnerUpSd, this.runnerUpLow, this.runnerUpHigh] as const;

  /** The lists by their field number in `Inference`, without those of the runners-up. */
  readonly byField: readonly (NumberList | undefined)[] = [
    undefined,
    this.truthProb,
    this.predictedLabel,
    this.predictedProb,
    this.truthSd,
    this.truthLow,
    this.truthHigh,
    this.predictedSd,
    this.predictedLow,
    this.predictedHigh,
  ];

  /** Those of the runners-up by their field number − 1000. */
  readonly runnerUpByField: readonly NumberList[] = [this.runnerUpLabel, ...this.runnersUp];

  clear(): void {
    for (const list of this.byField) list?.clear();
    for (const list of this.runnerUpByField) list.clear();
  }
}

/**
 * The fields of one `Event` that are folded into the job, filled by `decodeEvent`.
 *
 * Strings and rarely needed messages are kept as byte ranges of the decoded block, so indexing allocates nothing for them;
 * `text` and the functions of `messages.ts` decode them on demand.
 */
export class EventFields {
  /** Null if the event is not about a sample. */
  sampleId: number | null = null;
  /** `[start, end)` of the image path; start is -1 if there is none. */
  imagePathStart = -1;
  imagePathEnd = -1;
  readonly truthLabel = new NumberList();
  hasInference = false;
  readonly inference = new InferenceFields();
  /** The messages that `inference` was read from. */
  readonly inferences = new SpanList();

  /** Explanation i: explainer `explainerName[i]` for label `explainedLabel[i]`; the message is `explanation[i]`. */
  readonly explainerName = new SpanList();
  readonly explainedLabel = new NumberList();
  readonly explanation = new SpanList();

  /** Hoc i: a counterfactual of label `hocLabel[i]` with `hocLayerCount[i]` layers; the message is `hoc[i]`. */
  readonly hocLabel = new NumberList();
  readonly hocLayerCount = new NumberList();
  readonly hoc = new SpanList();

  readonly benchmark = new SpanList();
  readonly metadata = new SpanList();
  readonly skipped = new SpanList();

  /** Entries that may still be decoded; negative if the event has too many, and its rest was left out. */
  room = MAX_ENTRIES;

  clear(): void {
    this.room = MAX_ENTRIES;
    this.sampleId = null;
    this.imagePathStart = -1;
    this.imagePathEnd = -1;
    this.truthLabel.clear();
    if (this.hasInference) {
      this.inference.clear();
      this.inferences.clear();
    }
    this.hasInference = false;
    this.explainerName.clear();
    this.explainedLabel.clear();
    this.explanation.clear();
    this.hocLabel.clear();
    this.hocLayerCount.clear();
    this.hoc.clear();
    this.benchmark.clear();
    this.metadata.clear();
    this.skipped.clear();
  }
}

const EVENT_EXPLAIN = tagOf(6, BYTES);

const SAMPLE_ID = tagOf(1, VARINT);
const IMAGE_PATH = tagOf(2, BYTES);
const GROUND_TRUTH = tagOf(3, VARINT);
const GROUND_TRUTH_PACKED = tagOf(3, BYTES);
const INFERENCE = tagOf(4, BYTES);
const EXPLANATION = tagOf(5, BYTES);
const BENCHMARK = tagOf(6, BYTES);
const METADATA = tagOf(7, BYTES);
const HOC = tagOf(9, BYTES);
const SKIPPED = tagOf(1001, BYTES);

const PREDICTED_LABEL_FIELD = 2;
export const RUNNER_UP_LABEL_FIELD = 1000;
export const RUNNER_UP_PROB_FIELD = 1001;

const EXPLANATION_METHOD = tagOf(1, BYTES);
const EXPLANATION_LABEL = tagOf(2, VARINT);

/**
 * Decodes the `Event` that `wire` points at (see `WireReader.reset`) into `fields`.
 *
 * Follows the protobuf rules: unknown fields are skipped, fields come in any order, repeated scalars may be packed, the last value
 * of a singular scalar wins, and a known field with another wire type counts as unknown. Of an event with more than `MAX_ENTRIES`
 * entries, the first ones are decoded.
 *
 * @throws WireError if the bytes are not a protobuf message; the content of `fields` is then unspecified.
 */
export function decodeEvent(wire: WireReader, fields: EventFields): void {
  fields.clear();
  const { end } = wire;
  for (let at = wire.start; at < end && fields.room-- > 0; ) {
    at = wire.field(at, end);
    if (wire.tag === EVENT_EXPLAIN) decodeExplain(wire, fields, wire.valueStart, at);
  }
}

function decodeExplain(wire: WireReader, fields: EventFields, start: number, end: number): void {
  for (let at = start; at < end && fields.room-- > 0; ) {
    at = wire.field(at, end);
    switch (wire.tag) {
      case SAMPLE_ID:
        fields.sampleId = wire.number;
        break;
      case IMAGE_PATH:
        fields.imagePathStart = wire.valueStart;
        fields.imagePathEnd = at;
        break;
      case GROUND_TRUTH:
        fields.truthLabel.push(wire.number);
        break;
      case GROUND_TRUTH_PACKED:
        pushIntegers(wire, fields, fields.truthLabel, wire.valueStart, at);
        break;
      case INFERENCE:
        fields.hasInference = true;
        fields.inferences.push(wire.valueStart, at);
        decodeInference(wire, fields, wire.valueStart, at);
        break;
      case EXPLANATION:
        decodeExplanation(wire, fields, wire.valueStart, at);
        break;
      case BENCHMARK:
        fields.benchmark.push(wire.valueStart, at);
        break;
      case METADATA:
        fields.metadata.push(wire.valueStart, at);
        break;
      case HOC:
        decodeHoc(wire, fields, wire.valueStart, at);
        break;
      case SKIPPED:
        fields.skipped.push(wire.valueStart, at);
        break;
    }
  }
}

function decodeInference(wire: WireReader, fields: EventFields, start: number, end: number): void {
  const { inference } = fields;
  for (let at = start; at < end && fields.room-- > 0; ) {
    at = wire.field(at, end);
    const type = wire.tag & 7;
    const field = wire.tag >>> 3;
    if (field >= RUNNER_UP_LABEL_FIELD) decodeRunnersUp(wire, fields, at);
    const list = inference.byField[field];
    if (list === undefined) continue;
    if (field === PREDICTED_LABEL_FIELD) {
      if (type === VARINT) list.push(wire.number);
      else if (type === BYTES) pushIntegers(wire, fields, list, wire.valueStart, at);
    } else if (type === FIXED32) list.push(wire.float(wire.valueStart, at));
    else if (type === BYTES)
      for (let i = wire.valueStart; i < at && fields.room-- > 0; i += 4) list.push(wire.float(i, at));
  }
}

/** Labels and numbers of runners-up, in the field last read. A list that is cut off inside of a number ends before it. */
function decodeRunnersUp(wire: WireReader, fields: EventFields, end: number): void {
  const { tag, valueStart } = wire;
  const type = tag & 7;
  const list = fields.inference.runnerUpByField[(tag >>> 3) - RUNNER_UP_LABEL_FIELD];
  if (list === undefined) return;
  if (list === fields.inference.runnerUpLabel) {
    if (type === VARINT) list.push(wire.number);
    if (type !== BYTES) return;
    try {
      pushIntegers(wire, fields, list, valueStart, end);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  } else if (type === FIXED32) list.push(wire.float(valueStart, end));
  else if (type === BYTES)
    for (let i = valueStart; i + 4 <= end && fields.room-- > 0; i += 4) list.push(wire.float(i, end));
}

function pushIntegers(wire: WireReader, fields: EventFields, list: NumberList, start: number, end: number): void {
  for (let at = start; at < end && fields.room-- > 0; ) {
    at = wire.varint(at, end);
    list.push(wire.number);
  }
}

function decodeExplanation(wire: WireReader, fields: EventFields, start: number, end: number): void {
  let label = 0;
  let nameStart = start;
  let nameEnd = start;
  for (let at = start; at < end && fields.room-- > 0; ) {
    at = wire.field(at, end);
    if (wire.tag === EXPLANATION_METHOD) {
      nameStart = wire.valueStart;
      nameEnd = at;
    } else if (wire.tag === EXPLANATION_LABEL) label = wire.number;
  }
  takeName(fields, nameEnd - nameStart);
  fields.explainerName.push(nameStart, nameEnd);
  fields.explainedLabel.push(label);
  fields.explanation.push(start, end);
}

function decodeHoc(wire: WireReader, fields: EventFields, start: number, end: number): void {
  let label = 0;
  let layers = 0;
  for (let at = start; at < end && fields.room-- > 0; ) {
    at = wire.field(at, end);
    if (wire.tag === HOC_LABEL) label = wire.number;
    else if (wire.tag === HOC_LAYER && checkFields(wire, fields, wire.valueStart, at)) layers++;
  }
  fields.hocLabel.push(label);
  fields.hocLayerCount.push(layers);
  fields.hoc.push(start, end);
}

/**
 * Validates the structure of a layer, which is decoded on demand, so that a damaged one is found during indexing. Returns false if it
 * has too many boxes, of which the shortest takes four bytes.
 */
function checkFields(wire: WireReader, fields: EventFields, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    if (fields.room-- <= 0) return false;
    at = wire.field(at, end);
    if ((wire.tag & 7) === BYTES) fields.room -= (at - wire.valueStart) >> 2;
  }
  return fields.room >= 0;
}
