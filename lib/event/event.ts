import { NumberList, SpanList } from './lists';
import { BYTES, FIXED32, VARINT, type WireReader } from './wire';

/**
 * The numbers of one `Inference` (format.md §2): probabilities and, where they were recorded, their standard deviation
 * and 95 % interval. Entry i of a `truth…` list belongs to ground truth label i of the same sample, entry i of a
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

  /** Probability, standard deviation, low and high end of the interval: of ground truth, and of predictions. */
  readonly truth = [this.truthProb, this.truthSd, this.truthLow, this.truthHigh] as const;
  readonly predicted = [this.predictedProb, this.predictedSd, this.predictedLow, this.predictedHigh] as const;

  /** The lists by their field number in `Inference`. */
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

  clear(): void {
    for (const list of this.byField) list?.clear();
  }
}

/**
 * The fields of one `Event` that the job is folded from, filled by `decodeEvent`.
 *
 * Strings and rarely needed messages are kept as places in the decoded block, so that indexing a job allocates nothing
 * for them; `text`, `decodeMetadata`, `decodeBenchmark` and `decodeHocLayers` read them when somebody wants to see them.
 */
export class EventFields {
  /** Null where the event is about no sample. */
  sampleId: number | null = null;
  /** `[start, end)` of the image path; start is -1 where there is none. */
  imagePathStart = -1;
  imagePathEnd = -1;
  readonly truthLabel = new NumberList();
  hasInference = false;
  readonly inference = new InferenceFields();
  /** The messages that `inference` was read from. */
  readonly inferences = new SpanList();

  /**
   * Explanation i: explainer `explainerName[i]` for label `explainedLabel[i]`, heatmap at `heatmapPath[i]`; the message is
   * `explanation[i]`.
   */
  readonly explainerName = new SpanList();
  readonly explainedLabel = new NumberList();
  readonly heatmapPath = new SpanList();
  readonly explanation = new SpanList();

  /** Hoc i: a counterfactual of label `hocLabel[i]` with `hocLayerCount[i]` layers; the message is `hoc[i]`. */
  readonly hocLabel = new NumberList();
  readonly hocLayerCount = new NumberList();
  readonly hoc = new SpanList();

  readonly benchmark = new SpanList();
  readonly metadata = new SpanList();

  clear(): void {
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
    this.heatmapPath.clear();
    this.explanation.clear();
    this.hocLabel.clear();
    this.hocLayerCount.clear();
    this.hoc.clear();
    this.benchmark.clear();
    this.metadata.clear();
  }
}

/** The tag of field `number` in wire type `type`. */
const tagOf = (number: number, type: number) => (number << 3) | type;

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

const PREDICTED_LABEL_FIELD = 2;

const EXPLANATION_METHOD = tagOf(1, BYTES);
const EXPLANATION_LABEL = tagOf(2, VARINT);
const EXPLANATION_PATH = tagOf(3, BYTES);

const HOC_LABEL = tagOf(1, VARINT);
const HOC_LAYER = tagOf(3, BYTES);

/**
 * Decodes the `Event` that `wire` points at (see `WireReader.reset`) into `fields`.
 *
 * Takes what every protobuf reader takes: unknown fields, any order, repeated scalars packed or not, the last of a
 * repeated singular scalar, and known fields in a foreign wire type as unknown ones.
 *
 * @throws WireError where the bytes are no protobuf message; `fields` is then undefined.
 */
export function decodeEvent(wire: WireReader, fields: EventFields): void {
  fields.clear();
  const { end } = wire;
  while (wire.position < end) {
    const tag = wire.tag();
    if (tag === EVENT_EXPLAIN) decodeExplain(wire, fields, enter(wire, end));
    else wire.skip(tag);
    wire.end = end;
  }
}

/** Reads a message's length, limits `wire` to the message and returns its end; the caller restores `wire.end`. */
function enter(wire: WireReader, outerEnd: number): number {
  wire.end = outerEnd;
  const length = wire.length();
  wire.end = wire.position + length;
  return wire.end;
}

function decodeExplain(wire: WireReader, fields: EventFields, end: number): void {
  while (wire.position < end) {
    const tag = wire.tag();
    switch (tag) {
      case SAMPLE_ID:
        fields.sampleId = wire.int32();
        break;
      case IMAGE_PATH:
        enter(wire, end);
        fields.imagePathStart = wire.position;
        fields.imagePathEnd = wire.position = wire.end;
        break;
      case GROUND_TRUTH:
        fields.truthLabel.push(wire.int32());
        break;
      case GROUND_TRUTH_PACKED:
        enter(wire, end);
        while (wire.position < wire.end) fields.truthLabel.push(wire.int32());
        break;
      case INFERENCE:
        fields.hasInference = true;
        enter(wire, end);
        fields.inferences.push(wire.position, wire.end);
        decodeInference(wire, fields.inference, wire.end);
        break;
      case EXPLANATION:
        decodeExplanation(wire, fields, enter(wire, end));
        break;
      case BENCHMARK:
        pushMessage(wire, fields.benchmark, end);
        break;
      case METADATA:
        pushMessage(wire, fields.metadata, end);
        break;
      case HOC:
        decodeHoc(wire, fields, enter(wire, end));
        break;
      default:
        wire.skip(tag);
    }
    wire.end = end;
  }
}

function pushMessage(wire: WireReader, list: SpanList, outerEnd: number): void {
  enter(wire, outerEnd);
  list.push(wire.position, wire.end);
  wire.position = wire.end;
}

function decodeInference(wire: WireReader, inference: InferenceFields, end: number): void {
  while (wire.position < end) {
    const tag = wire.tag();
    const field = tag >>> 3;
    const list = inference.byField[field];
    const type = tag & 7;
    if (list === undefined) wire.skip(tag);
    else if (field === PREDICTED_LABEL_FIELD) {
      if (type === VARINT) list.push(wire.int32());
      else if (type === BYTES) {
        enter(wire, end);
        while (wire.position < wire.end) list.push(wire.int32());
      } else wire.skip(tag);
    } else if (type === FIXED32) list.push(wire.float());
    else if (type === BYTES) {
      enter(wire, end);
      while (wire.position < wire.end) list.push(wire.float());
    } else wire.skip(tag);
    wire.end = end;
  }
}

function decodeExplanation(wire: WireReader, fields: EventFields, end: number): void {
  const start = wire.position;
  let label = 0;
  let nameStart = wire.position;
  let nameEnd = wire.position;
  let pathStart = wire.position;
  let pathEnd = wire.position;
  while (wire.position < end) {
    const tag = wire.tag();
    if (tag === EXPLANATION_METHOD) {
      const length = wire.length();
      nameStart = wire.position;
      nameEnd = wire.position += length;
    } else if (tag === EXPLANATION_LABEL) label = wire.int32();
    else if (tag === EXPLANATION_PATH) {
      const length = wire.length();
      pathStart = wire.position;
      pathEnd = wire.position += length;
    } else wire.skip(tag);
  }
  fields.explainerName.push(nameStart, nameEnd);
  fields.explainedLabel.push(label);
  fields.heatmapPath.push(pathStart, pathEnd);
  fields.explanation.push(start, end);
}

/** Steps through a message that is decoded only when somebody looks, so that a broken one is found when it is indexed. */
function checkFields(wire: WireReader, end: number): void {
  while (wire.position < end) wire.skip(wire.tag());
}

function decodeHoc(wire: WireReader, fields: EventFields, end: number): void {
  const start = wire.position;
  let label = 0;
  let layers = 0;
  while (wire.position < end) {
    const tag = wire.tag();
    if (tag === HOC_LABEL) label = wire.int32();
    else if (tag === HOC_LAYER) {
      layers++;
      checkFields(wire, enter(wire, end));
    } else wire.skip(tag);
    wire.end = end;
  }
  fields.hocLabel.push(label);
  fields.hocLayerCount.push(layers);
  fields.hoc.push(start, end);
}
