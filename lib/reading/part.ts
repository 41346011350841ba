import { crc32c } from '../record/crc32c';
import type { FileStat } from '../storage/storage';
import type { EventFileReader, ReaderState } from './event-file-reader';
import { Fingerprint } from './fingerprint';
import type { ExpectedFile } from './parts-ahead';

/* The parts of a job (docs/format.md, "A job of many parts"), and what is counted of all of them. */

/** Which part a file is. */
export interface PartNumbers {
  writer: number;
  /** Among the parts of its writer. */
  number: number;
}

export const EVENT_FILE: PartNumbers = { writer: 0, number: 0 };

/** A part of a job other than the event file, as it was found on disk (docs/format.md, "A job of many parts"). */
export interface PartPlace extends PartNumbers {
  name: string;
  path: string;
  size: number;
  modified: number;
  identity: string;
  version?: string;
}

/** A part from which a job can be resumed; null where no record of it was read. */
export interface PartState {
  name: string;
  state: ReaderState | null;
}

/** What is needed to resume a job of many parts, beside the state of its event file; `lastRead` is as in `JobReader`. */
export interface PartsState {
  parts: PartState[];
  lastRead: [writer: number, number: number][];
  isInterleaved: boolean;
}

/** The first file of a job that is not read to its end. */
export interface UnreadEnd {
  /** Null for the event file. */
  name: string | null;
  bytesRead: number;
  fileSize: number;
  zerosFrom: number | null;
}

/** A part that is read. */
export interface Part {
  place: PartPlace;
  readonly reader: EventFileReader;
  /** Whether there may be more to read. */
  isDue: boolean;
}

/** Bytes of all parts that were read, their size, and the sum of the hashes of name, bytes and fingerprint of each. */
export class Totals {
  read = 0;
  size = 0;
  #high = 0;
  #low = 0;

  copy(): Totals {
    return Object.assign(new Totals(), { read: this.read, size: this.size }).addHash([this.#high, this.#low], 1);
  }

  /** Adds a part, or takes it out again. */
  add({ place, reader }: Part, sign: 1 | -1): void {
    this.read += sign * reader.bytesRead;
    this.size += sign * sizeOf({ place, reader });
    if (reader.bytesRead > 0) this.addHash(hashOf(place.name, reader), sign);
  }

  addHash([high, low]: readonly [number, number], sign: 1 | -1): this {
    this.#high = (this.#high + sign * high) | 0;
    this.#low = (this.#low + sign * low) | 0;
    return this;
  }

  /** The sum of the hashes, and the hash of one more, as text. */
  textWith([high, low]: readonly [number, number]): string {
    const words = [this.#high + high, this.#low + low];
    return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** Depends on the name of a file and the records that were read of it. */
export function hashOf(name: string, { bytesRead, fingerprint }: EventFileReader): [number, number] {
  const hash = new Fingerprint(fingerprint.state);
  for (const word of [bytesRead | 0, Math.floor(bytesRead / 2 ** 32), markOfName(name)]) hash.add(word);
  return hash.state;
}

/** A number for the name of a part. */
export function markOfName(name: string): number {
  return crc32c(new TextEncoder().encode(name)) | 0;
}

/** The part as a listing has described it, where that says all; otherwise it has to be looked at. */
export function listedOf({ size, modified, identity, version }: PartPlace): FileStat | undefined {
  return version === undefined ? undefined : { kind: 'file', size, modified, changed: modified, identity, version };
}

/** What is not read of a part. */
export function expectedOf({ place, reader }: Part): ExpectedFile {
  const { file, bytesRead } = reader;
  return { file, position: bytesRead, length: place.size - bytesRead };
}

/** Size of the file of a part, as far as it is known; bytes. */
export function sizeOf({ place, reader }: Pick<Part, 'place' | 'reader'>): number {
  return Math.max(place.size, reader.fileSize);
}

/** Whether a part is as it was found before. */
export function isSamePlace(a: PartPlace, b: PartPlace): boolean {
  const isAlike = a.size === b.size && a.modified === b.modified && a.identity === b.identity;
  return isAlike && a.path === b.path && a.version === b.version;
}
