import { recordMemory, type UseVerified } from '../record/crc32c';
import { wholeUntil } from '../record/record-reader';
import type { EventFields } from './event';
import { EVENTS_WASM } from './events-wasm';

/** What events.wat exports; places are those of the memory that it shares with the checksums. */
interface Events {
  decode(at: number, end: number, base: number, tape: number, tapeEnd: number): number;
}

/** Facts on the tape, see events.wat. */
const END = 0;
const UNDECODED = 1;
const SAMPLE = 2;
const IMAGE = 3;
const TRUTH = 4;
const INFERENCE = 5;
const EXPLANATION = 6;
/** And from here on values of the lists of an inference, by the list's field number. */
const INFERENCE_LISTS = 16;
const PREDICTED_LABEL = INFERENCE_LISTS + 2;

const { memory, freeStart, freeEnd } = recordMemory;
const { decode } = instantiate();

function instantiate(): Events {
  const module = new WebAssembly.Module(Buffer.from(EVENTS_WASM, 'base64'));
  // What a module exports has no type but the one that its source gives it.
  return new WebAssembly.Instance(module, { records: { memory } }).exports as unknown as Events;
}

/** A longer tape than this, in bytes, is of no use. */
export const LONGEST_TAPE = freeEnd - freeStart;

/** What is known of a block of records before its events are folded. */
export interface DecodedBlock {
  /** Where its records stop being whole and sound, as `wholeUntil` says it. */
  verifiedEnd: number;
  /** Words on the tape. */
  tapeLength: number;
}

/**
 * Verifies the records at the start of a block and decodes their events onto a tape, for an `EventTape` to read: as many as there is
 * room for, and none behind a record of more than a megabyte.
 */
export function decodeBlock(bytes: Uint8Array, tape: Int32Array): DecodedBlock {
  const room = Math.min(tape.length * 4, LONGEST_TAPE);
  let decodedEnd = 0;
  let tapeEnd = freeStart;
  const use: UseVerified = (start, end, offset) => {
    if (offset !== decodedEnd) return;
    tapeEnd = decode(start, end, start - offset, tapeEnd, freeStart + room);
    decodedEnd = offset + end - start;
  };
  const verifiedEnd = wholeUntil(bytes, bytes.length, use);
  const words = new Int32Array(memory.buffer, freeStart, (tapeEnd - freeStart) / 4);
  tape.set(words);
  return { verifiedEnd, tapeLength: words.length };
}

/** Reads the events that `decodeBlock` has put on a tape, in their order. */
export class EventTape {
  readonly #words: Int32Array;
  readonly #floats: Float32Array;
  readonly #end: number;
  #at = 0;

  constructor(words: Int32Array, length: number) {
    this.#words = words;
    this.#floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    this.#end = length;
  }

  /**
   * Reads the next event into `fields`, as `decodeEvent` does, but without the places of messages. False where it was not decoded: it
   * is one of the few that are left to `decodeEvent`, or the tape is at its end.
   */
  read(fields: EventFields): boolean {
    const words = this.#words;
    let at = this.#at;
    if (at >= this.#end) return false;
    fields.clear();
    for (;;) {
      const fact = words[at++];
      switch (fact) {
        case END:
          this.#at = at;
          return true;
        case UNDECODED:
          this.#at = at;
          return false;
        case SAMPLE:
          fields.sampleId = words[at++];
          break;
        case IMAGE:
          fields.imagePathStart = words[at++];
          fields.imagePathEnd = words[at++];
          break;
        case TRUTH:
          fields.truthLabel.push(words[at++]);
          break;
        case INFERENCE:
          fields.hasInference = true;
          at++;
          break;
        case EXPLANATION:
          fields.explainedLabel.push(words[at]);
          fields.explainerName.push(words[at + 1], words[at + 2]);
          at += 3;
          break;
        case PREDICTED_LABEL:
          fields.inference.predictedLabel.push(words[at++]);
          break;
        default:
          fields.inference.byField[fact - INFERENCE_LISTS]?.push(this.#floats[at++]);
      }
    }
  }
}
