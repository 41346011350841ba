import { recordMemory, type UseVerified } from '../record/crc32c';
import { verifiedUntil } from '../record/record-reader';
import { type EventFields, RUNNER_UP_LABEL_FIELD, RUNNER_UP_PROB_FIELD } from './event';
import { EVENTS_WASM } from './events-wasm';

/** The exports of events.wat; positions are offsets in the memory that it shares with checksums.wat. */
interface Events {
  decode(at: number, end: number, base: number, tape: number, tapeEnd: number): number;
}

/** Tags of tape entries, see events.wat. */
const END = 0;
const UNDECODED = 1;
const SAMPLE = 2;
const IMAGE = 3;
const TRUTH = 4;
const INFERENCE = 5;
const EXPLANATION = 6;
/** Tags from here on: a value of an inference list, by the list's field number. */
const INFERENCE_LISTS = 16;
const PREDICTED_LABEL = INFERENCE_LISTS + 2;
const RUNNER_UP_LABEL = INFERENCE_LISTS + RUNNER_UP_LABEL_FIELD;
const RUNNER_UP_PROB = INFERENCE_LISTS + RUNNER_UP_PROB_FIELD;

const { memory, freeStart, freeEnd } = recordMemory;
const { decode } = instantiate();

function instantiate(): Events {
  const module = new WebAssembly.Module(Buffer.from(EVENTS_WASM, 'base64'));
  // TypeScript cannot know the exports of a module; their types are those of events.wat.
  return new WebAssembly.Instance(module, { records: { memory } }).exports as unknown as Events;
}

/** The maximum length of a tape, in bytes. */
export const MAX_TAPE_BYTES = freeEnd - freeStart;

/** A block of records after decoding, before its events are folded into the job. */
export interface DecodedBlock {
  /** Offset after the last complete, undamaged record, as returned by `verifiedUntil`. */
  verifiedEnd: number;
  /** Words on the tape. */
  tapeLength: number;
}

/**
 * Verifies the records at the start of a block and decodes their events onto a tape, which an `EventTape` reads. It decodes as many
 * events as fit on the tape, and none after a record longer than 1 MB.
 */
export function decodeBlock(bytes: Uint8Array, tape: Int32Array): DecodedBlock {
  const room = Math.min(tape.length * 4, MAX_TAPE_BYTES);
  let decodedEnd = 0;
  let tapeEnd = freeStart;
  const use: UseVerified = (start, end, offset) => {
    if (offset !== decodedEnd) return;
    tapeEnd = decode(start, end, start - offset, tapeEnd, freeStart + room);
    decodedEnd = offset + end - start;
  };
  const verifiedEnd = verifiedUntil(bytes, bytes.length, use);
  const words = new Int32Array(memory.buffer, freeStart, (tapeEnd - freeStart) / 4);
  tape.set(words);
  return { verifiedEnd, tapeLength: words.length };
}

/** Reads the events that `decodeBlock` has written to a tape, in file order. */
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
   * Reads the next event into `fields`, as `decodeEvent` does, but without the offsets of messages. Returns false if the event was
   * not decoded and needs `decodeEvent`, or if the tape has ended.
   */
  read(fields: EventFields): boolean {
    const words = this.#words;
    let at = this.#at;
    if (at >= this.#end) return false;
    fields.clear();
    for (;;) {
      const tag = words[at++];
      switch (tag) {
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
        case RUNNER_UP_LABEL:
          fields.inference.runnerUpLabel.push(words[at++]);
          break;
        case RUNNER_UP_PROB:
          fields.inference.runnerUpProb.push(this.#floats[at++]);
          break;
        default: {
          const { byField, runnerUpByField } = fields.inference;
          const list = tag < RUNNER_UP_LABEL ? byField[tag - INFERENCE_LISTS] : runnerUpByField[tag - RUNNER_UP_LABEL];
          list?.push(this.#floats[at++]);
        }
      }
    }
  }
}
