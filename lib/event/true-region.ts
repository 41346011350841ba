import { path } from './messages';
import { BYTES, tagOf, VARINT, WireReader } from './wire';

/** A rectangle of the original in pixels: left, top, width, height. */
type Box = [x: number, y: number, width: number, height: number];

/** Where objects of a ground truth label are on an original. */
export interface TrueRegion {
  label: number;
  boxes: Box[];
  /** Path of its mask, relative to the job's directory; null if there is none. */
  maskPath: string | null;
}

const EVENT_EXPLAIN = tagOf(6, BYTES);
const TRUE_REGION = tagOf(1002, BYTES);
const LABEL = tagOf(1, VARINT);
const BOX = tagOf(2, VARINT);
const BOX_PACKED = tagOf(2, BYTES);
const MASK_PATH = tagOf(3, BYTES);

/** Regions and boxes of a sample that are kept: more could not be told apart. */
const MAX_REGIONS = 100;
const MAX_BOXES = 1_000;
/** Boxes of all labels of a sample together: each takes far more memory than in the file. */
const MAX_BOXES_OF_SAMPLE = 10_000;

const wire = new WireReader();

/**
 * The ground truth regions that an event records, one for each label, the last; without boxes that have no area.
 *
 * @throws WireError if the bytes are not a protobuf message
 */
export function trueRegionsOf(payload: Uint8Array): TrueRegion[] {
  const regions = new Map<number, TrueRegion>();
  let left = MAX_BOXES_OF_SAMPLE;
  wire.reset(payload, 0, payload.length);
  for (let at = 0; at < payload.length; ) {
    at = wire.field(at, payload.length);
    if (wire.tag !== EVENT_EXPLAIN) continue;
    const end = at;
    for (at = wire.valueStart; at < end; ) {
      at = wire.field(at, end);
      if (wire.tag !== TRUE_REGION) continue;
      if (regions.size >= MAX_REGIONS || left === 0) continue; // not even read
      const replaced = (label: number) => regions.get(label)?.boxes.length ?? 0;
      const region = regionOf(payload, wire.valueStart, at, (label) => left + replaced(label));
      if (region.label < 0) continue;
      left += replaced(region.label) - region.boxes.length;
      regions.set(region.label, region);
    }
  }
  return [...regions.values()].filter(({ boxes, maskPath }) => boxes.length > 0 || maskPath !== null);
}

/** @param mostOf how many boxes a region of a label may have */
function regionOf(payload: Uint8Array, start: number, end: number, mostOf: (label: number) => number): TrueRegion {
  const region: TrueRegion = { label: 0, boxes: [], maskPath: null };
  const numbers: number[] = [];
  const take = () => numbers.length < 4 * MAX_BOXES && numbers.push(wire.number);
  for (let at = start; at < end; ) {
    at = wire.field(at, end);
    const { tag, valueStart } = wire;
    if (tag === LABEL) region.label = wire.number;
    else if (tag === BOX) take();
    else if (tag === MASK_PATH) region.maskPath = path(payload, valueStart, at);
    else if (tag === BOX_PACKED) {
      for (let packed = valueStart; packed < at; take()) packed = wire.varint(packed, at);
    }
  }
  const most = mostOf(region.label);
  for (let i = 0; i + 4 <= numbers.length && region.boxes.length < most; i += 4) {
    const [x, y, width, height] = numbers.slice(i, i + 4);
    if (width > 0 && height > 0) region.boxes.push([x, y, width, height]);
  }
  return region;
}
