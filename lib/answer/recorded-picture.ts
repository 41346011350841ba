import 'server-only';
import { ApiError, type ApiProblemCode } from '../api/problem';
import { systemClock } from '../clock';
import { type ByteSource, sourceOf } from '../image/file-window';
import { count, type Layout, lengthOf, type Piece, piecesWithout } from '../image/layout';
import { SUPPORTED, unsupportedType } from '../image/picture';
import { layoutOf } from '../image/read-layout';
import { isStorageError, type Storage, type StorageFault, type StoredFile } from '../storage/storage';
import { megabytes } from './picture-limits';

/** Larger files are not opened. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/** Longer paths are not looked for; no file system has them. */
const MAX_PATH = 4_096;

/** Bytes at the start of a file that are kept. */
const HEAD_BYTES = 16;

/** Bytes at the start of a file that tell its type. */
const TYPE_BYTES = 32;

/** Files up to this size are read in one go. */
const SMALL_FILE_BYTES = 128 * 1024;

/** Since the last change of a file, milliseconds. */
const SETTLED_MS = 2_000;

/** What stands in a recorded path for bytes that are not UTF-8. */
const NOT_UTF8 = '\ufffd';

/** Bytes that are read and sent at a time. */
const STEP_BYTES = 128 * 1024;

/** Where a recorded picture is. */
export interface RecordedAt {
  storage: Storage;
  /** The directory that it must be in, and another one where it may be. */
  root: string;
  linked?: string;
  /** Relative to `root`. */
  path: string;
  /** For sentences: "The original of sample 3". */
  what: string;
}

/** What is sent of a recorded picture: bytes, or a stream of a large file. */
export type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

/** A picture file in the directory of a job, whose structure has been read. It is not kept open. */
export class RecordedPicture {
  private constructor(
    readonly at: RecordedAt,
    readonly layout: Layout,
    /** Bytes of the file. */
    readonly size: number,
    /** Equal for the same file with the same content, different for others. */
    readonly version: string,
    /** Its first bytes. */
    readonly head: Uint8Array,
    /** The whole file, where it is small. */
    readonly small: Uint8Array<ArrayBuffer> | null,
    /** Whether the next change of the file changes its version: not if it was written just now, because clocks of files are coarse. */
    readonly isSettled: boolean,
  ) {}

  /** Looks at a picture. Throws ApiError if it cannot be read or is no picture; no other kind of file is ever given out. */
  static async open(at: RecordedAt): Promise<RecordedPicture> {
    if (at.path.length > MAX_PATH) {
      const length = `${count(at.path.length)} characters; the limit is ${count(MAX_PATH)}`;
      throw new ApiError('picture-missing', `${at.what} cannot be shown: its path has ${length}.`);
    }
    return withFile(at, async (file) => {
      const { size, modified, changed, identity, version: content = '' } = await file.stat();
      if (size > MAX_FILE_BYTES)
        throw undecodable(at, `has ${megabytes(size)} MB; the limit is ${megabytes(MAX_FILE_BYTES)} MB`);
      const small = size <= SMALL_FILE_BYTES ? await bytesOf(file, [{ start: 0, end: size }]) : null;
      const source: ByteSource = small ? sourceOf(small) : { size, read: (target, from) => file.read(target, from) };
      const layout = await layoutOf(source).catch((error) => {
        throw isStorageError(error) ? error : undecodable(at, messageOf(error));
      });
      if (layout === null) {
        const start = await bytesOf(source, [{ start: 0, end: Math.min(size, TYPE_BYTES) }]);
        const type = unsupportedType(start);
        const is = type === null ? 'is not a picture' : `is a picture of type ${type}`;
        throw undecodable({ what: `${at.what}, ${at.path},` }, `${is}; supported are ${SUPPORTED}`);
      }
      const head = await bytesOf(source, [{ start: 0, end: Math.min(size, HEAD_BYTES) }]);
      const isSettled = systemClock.now() - changed >= SETTLED_MS;
      const version = `${identity} ${size} ${modified} ${changed} ${content}`.trimEnd();
      return new RecordedPicture(at, layout, size, version, head, small, isSettled);
    });
  }

  /** The file without its metadata, for a decoder. */
  async content(): Promise<Uint8Array<ArrayBuffer>> {
    const pieces = piecesWithout(this.layout, 'metadata', this.size);
    if (this.small) return bytesOf(sourceOf(this.small), pieces);
    return withFile(this.at, (file) => bytesOf(file, pieces));
  }

  /**
   * The file without its viewing hints, for a browser, or as it is. A large one is read step by step as the reader takes it: it is open only
   * while it is read, and closed when the reader leaves.
   *
   * @param signal is aborted when the reader leaves
   */
  async body(left: 'hints' | 'nothing', signal?: AbortSignal): Promise<Body> {
    const pieces = piecesWithout(this.layout, left, this.size);
    if (this.small) return bytesOf(sourceOf(this.small), pieces);
    const steps = this.#steps(pieces);
    const leave = () => steps.return();
    signal?.addEventListener('abort', leave, { once: true });
    return new ReadableStream(
      {
        async pull(controller) {
          const { value, done } = await steps.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          await leave();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async *#steps(pieces: readonly Piece[]): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const { storage, root, linked, path } = this.at;
    const file = await storage.openInside(root, path, linked);
    try {
      for (const piece of pieces) {
        if (piece instanceof Uint8Array) yield piece;
        else
          for (let start = piece.start; start < piece.end; start += STEP_BYTES)
            yield await bytesOf(file, [{ start, end: Math.min(piece.end, start + STEP_BYTES) }]);
      }
    } finally {
      await file.close();
    }
  }
}

/** The bytes of some pieces of a file, fewer if it has become shorter. */
async function bytesOf(source: Pick<StoredFile, 'read'>, pieces: readonly Piece[]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + lengthOf(piece), 0));
  let filled = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      bytes.set(piece, filled);
      filled += piece.length;
      continue;
    }
    for (let from = piece.start; from < piece.end; ) {
      const read = await source.read(bytes.subarray(filled, filled + piece.end - from), from);
      if (read === 0) return bytes.subarray(0, filled);
      from += read;
      filled += read;
    }
  }
  return bytes;
}

const CODES: Partial<Record<StorageFault, ApiProblemCode>> = {
  'not-permitted': 'picture-forbidden',
  refused: 'store-refused',
  outside: 'picture-outside',
  'wrong-kind': 'picture-undecodable',
  failed: 'unreadable',
  unavailable: 'store-unavailable',
  replaced: 'unreadable',
};

/** Uses the file of a picture; a failure of the storage becomes a problem of the picture, with the failure as its cause. */
async function withFile<T>(
  { storage, root, linked, path, what }: RecordedAt,
  use: (file: StoredFile) => Promise<T>,
): Promise<T> {
  try {
    const file = await storage.openInside(root, path, linked);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isStorageError(error)) throw error;
    const reason = path.includes(NOT_UTF8) ? 'The path in the event file is not UTF-8.' : '';
    const sentence = `${what} cannot be shown: ${error.message.replace(`${root}/`, '')} ${reason}`.trim();
    throw Object.assign(new ApiError(CODES[error.fault] ?? 'picture-missing', sentence), { cause: error });
  }
}

/** The problem of a picture that cannot be decoded; `reason` is a predicate without a full stop. */
export function undecodable({ what }: Pick<RecordedAt, 'what'>, reason: string): ApiError {
  return new ApiError('picture-undecodable', `${what} ${reason}.`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] : String(error);
}
