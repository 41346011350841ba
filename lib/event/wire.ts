/*
 * The protobuf wire format: a message is a sequence of fields, each a tag (field number << 3 | wire type, as a varint)
 * and a value. Source: protobuf.dev, "Encoding".
 */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
const START_GROUP = 3;
const END_GROUP = 4;
export const FIXED32 = 5;

const NO_BYTES = new Uint8Array(0);

const MAX_GROUP_DEPTH = 100;

/** The payload of a record is not the protobuf message it should be. `offset` counts from the start of the block read. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** A cursor over a block of bytes that reads protobuf values. One instance serves any number of messages. */
export class WireReader {
  bytes: Uint8Array = NO_BYTES;
  /** Next byte to read. */
  position = 0;
  /** End of the payload; nothing behind it is read. */
  end = 0;
  /** Of `bytes`; made when a float or double is read, for most messages hold none. */
  #view: DataView | null = null;

  /** Points the cursor at the message in `bytes[start, end)`. */
  reset(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = null;
    }
    this.position = start;
    this.end = end;
  }

  /** The low 32 bits of a varint as a signed integer, which is how protobuf reads an int32. */
  int32(): number {
    // Nearly every number is one byte long.
    const { position } = this;
    if (position < this.end) {
      const byte = this.bytes[position];
      if (byte < 0x80) {
        this.position = position + 1;
        return byte;
      }
    }
    return this.#longInt32();
  }

  #longInt32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) throw new WireError('the message ends inside a number', this.position);
      const byte = this.bytes[this.position++];
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value | 0;
    }
    throw new WireError('a number of more than ten bytes', this.position);
  }

  /** A field's tag; 0 is never a valid one. */
  tag(): number {
    const tag = this.int32() >>> 0;
    if (tag >>> 3 === 0) throw new WireError('field number 0', this.position);
    return tag;
  }

  /** A length-delimited value's length; the value is then `bytes[position, position + length)`. */
  length(): number {
    const length = this.int32() >>> 0;
    if (length > this.end - this.position) {
      throw new WireError(`a field of ${length} bytes where ${this.end - this.position} are left`, this.position);
    }
    return length;
  }

  float(): number {
    const at = this.position;
    if (at + 4 > this.end) throw new WireError('a float is cut off', at);
    this.position = at + 4;
    return this.#viewed().getFloat32(at, true);
  }

  double(): number {
    const at = this.position;
    if (at + 8 > this.end) throw new WireError('a double is cut off', at);
    this.position = at + 8;
    return this.#viewed().getFloat64(at, true);
  }

  #viewed(): DataView {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#view;
  }

  /** Steps over the value of a field that is not known, or that comes in a wire type its field does not have. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case VARINT:
        this.int32();
        return;
      case FIXED64:
        this.#advance(8);
        return;
      case BYTES:
        this.#advance(this.length());
        return;
      case FIXED32:
        this.#advance(4);
        return;
      case START_GROUP:
        if (depth === MAX_GROUP_DEPTH) throw new WireError('groups nested too deep', this.position);
        for (let inner = this.tag(); inner !== ((tag & ~7) | END_GROUP) >>> 0; inner = this.tag())
          this.skip(inner, depth + 1);
        return;
      default:
        throw new WireError(`wire type ${tag & 7}, which does not exist here`, this.position);
    }
  }

  #advance(count: number): void {
    if (this.position + count > this.end) throw new WireError('the message ends inside a field', this.position);
    this.position += count;
  }
}
