import { path } from './messages';
import { BYTES, tagOf, VARINT, WireReader } from './wire';

/** What an event says about the original of a sample. */
export interface RecordedImage {
  /** Null if the event is not about a sample. */
  sampleId: number | null;
  /** Path relative to the job's directory; empty if the event records none. */
  path: string;
  /** SHA-256 of its file; null if the event records none. */
  sha256: Uint8Array | null;
}

const EVENT_EXPLAIN = tagOf(6, BYTES);
const SAMPLE_ID = tagOf(1, VARINT);
const IMAGE_PATH = tagOf(2, BYTES);
const IMAGE_SHA256 = tagOf(1000, BYTES);

const wire = new WireReader();

/** Decodes what an event says about the original of a sample. Throws WireError if the bytes are not a protobuf message. */
export function imageOf(payload: Uint8Array): RecordedImage {
  const image: RecordedImage = { sampleId: null, path: '', sha256: null };
  wire.reset(payload, 0, payload.length);
  for (let at = 0; at < payload.length; ) {
    at = wire.field(at, payload.length);
    if (wire.tag !== EVENT_EXPLAIN) continue;
    const end = at;
    for (at = wire.valueStart; at < end; ) {
      at = wire.field(at, end);
      if (wire.tag === SAMPLE_ID) image.sampleId = wire.number;
      else if (wire.tag === IMAGE_PATH) image.path = path(payload, wire.valueStart, at);
      else if (wire.tag === IMAGE_SHA256) image.sha256 = payload.subarray(wire.valueStart, at);
    }
  }
  return image;
}
