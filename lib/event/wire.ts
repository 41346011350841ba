/*
 * The protobuf wire format: a message is a sequence of fields, each a tag (field number << 3 | wire type, as a varint) followed by
 * a value. Source: protobuf.dev, "Encoding".
 *
 *   | tag | varint |        | tag | 8 bytes |        | tag | length n | n bytes |        | tag | 4 bytes |
 */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
const START_GROUP = 3;
const END_GROUP = 4;
export const FIXED32 = 5;

/** The tag of field `number` with wire type `type`. */
export const tagOf = (number: number, type: number) => (number << 3) | type;

const NO_BYTES = new Uint8Array(0);

const MAX_GROUP_DEPTH = 100;

/** The payload of a record is not a valid protobuf message. `offset` counts from the start of the block. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Reads the fields of protobuf messages one by one:
 *
 *     for (let at = start; at < end; ) {
 *       at = wire.field(at, end);
 *       if (wire.tag === NAME) name = text(bytes, wire.valueStart, at);
 *     }
 *
 * Unknown fields are skipped automatically. The position is a local variable of the loop, not a property of the reader: that avoids
 * a store and reload for each field and decodes records 20 % faster. One instance can be reused for any number of messages.
 */
export class WireReader {
  bytes: Uint8Array = NO_BYTES;
  /** The message that `reset` pointed at is `bytes[start, end)`. */
  start = 0;
  end = 0;

  /** Tag of the field last read. */
  tag = 0;
  /** Offset at which the value of that field begins; it ends with the field. */
  valueStart = 0;
  /** The value of a varint: its low 32 bits as a signed integer, which is how protobuf reads an int32. */
  number = 0;

  /** A view of `bytes`, created on the first float or double, because most messages have none. */
  #view: DataView | null = null;

  /** Points the reader at the message in `bytes[start, end)`. */
  reset(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = null;
    }
    this.start = start;
    this.end = end;
  }

  /**
   * Reads the field at byte `at` of a message that ends at byte `end`, and returns the offset of the field's end.
   *
   * @throws WireError if there is no valid field, or it is longer than the message
   */
  field(at: number, end: number): number {
    const { bytes } = this;
    const tag = bytes[at];
    // Nearly every tag is one byte long, and nearly every length.
    if (tag > 7 && tag < 0x80) {
      const type = tag & 7;
      const value = bytes[at + 1];
      const valueStart = at + 2;
      if (type === BYTES) {
        if (value < 0x80 && valueStart + value <= end) {
          this.tag = tag;
          this.valueStart = valueStart;
          return valueStart + value;
        }
      } else if (type === VARINT) {
        this.tag = tag;
        return this.varint(at + 1, end);
      }
    }
    return this.#anyField(at, end, 0);
  }

  #anyField(start: number, end: number, depth: number): number {
    let at = this.varint(start, end);
    const tag = this.number >>> 0;
    if (tag >>> 3 === 0) throw new WireError('field number 0', start);
    this.tag = tag;
    this.valueStart = at;
    switch (tag & 7) {
      case VARINT:
        return this.varint(at, end);
      case FIXED64:
        at += 8;
        break;
      case BYTES:
        this.valueStart = this.varint(at, end);
        at = this.valueStart + (this.number >>> 0);
        break;
      case START_GROUP:
        return this.#endOfGroup(tag, at, end, depth);
      case FIXED32:
        at += 4;
        break;
      default:
        throw new WireError(`wire type ${tag & 7}, which is invalid`, start);
    }
    if (at > end) {
      const [wanted, left] = [at - this.valueStart, end - this.valueStart];
      throw new WireError(`a field of ${wanted} bytes, but only ${left} are left`, this.valueStart);
    }
    return at;
  }

  /** Skips the fields of a group; no known field is one. */
  #endOfGroup(tag: number, start: number, end: number, depth: number): number {
    if (depth === MAX_GROUP_DEPTH) throw new WireError('groups nested too deep', start);
    const closing = ((tag & ~7) | END_GROUP) >>> 0;
    for (let at = start; ; ) {
      const afterTag = this.varint(at, end);
      if (this.number >>> 0 === closing) {
        this.tag = tag;
        this.valueStart = start;
        return afterTag;
      }
      at = this.#anyField(at, end, depth + 1);
    }
  }

  /**
   * Reads the varint at byte `start` into `number` and returns the offset of its end. For packed lists, whose values have no tags.
   *
   * @throws WireError if it does not end before byte `end` or is longer than ten bytes
   */
  varint(start: number, end: number): number {
    const { bytes } = this;
    const first = bytes[start];
    if (first < 0x80 && start < end) {
      this.number = first;
      return start + 1;
    }
    let at = start;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw new WireError('the message ends inside a varint', at);
      const byte = bytes[at++];
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.number = value;
        return at;
      }
    }
    throw new WireError('a varint longer than ten bytes', at);
  }

  /** The float at byte `at`. Throws WireError if it does not end before byte `end`. */
  float(at: number, end: number): number {
    if (at + 4 > end) throw new WireError('a truncated float', at);
    return this.#viewed().getFloat32(at, true);
  }

  /** The value of the field last read, as a double. */
  double(): number {
    return this.#viewed().getFloat64(this.valueStart, true);
  }

  #viewed(): DataView {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#view;
  }
}
