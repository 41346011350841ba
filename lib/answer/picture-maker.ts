import 'server-only';
import { ApiError } from '../api/problem';
import type { Encoded } from '../image/decode';
import { threadPoolSize } from '../settings';
import { budgetOf, DECODING_BYTES, type Use } from './picture-limits';
import { PictureQueue } from './picture-queue';
import { PictureThread } from './picture-thread';
import { messageOf, type RecordedPicture, undecodable } from './recorded-picture';

/** Threads of libuv that are left for access to files. */
const FOR_FILES = 2;

/** Who wants a picture. */
export interface Asker {
  job: string;
  /** Whether anybody still waits for it. */
  isWaiting(): boolean;
}

/**
 * Makes pictures: in turn, on a thread of their own, within limits. Decoding itself happens on threads of libuv, which also do all access
 * to files, so there are fewer slots than threads.
 */
export class PictureMaker {
  readonly #thread: PictureThread;
  readonly #queue: PictureQueue;

  /**
   * @param maskedBytes memory for masked originals, bytes
   * @param slots pictures that are made at a time
   */
  constructor(maskedBytes: number, slots = Math.max(1, threadPoolSize() - FOR_FILES)) {
    this.#thread = new PictureThread({ maskedBytes });
    this.#queue = new PictureQueue({ slots, bytes: DECODING_BYTES });
  }

  /**
   * Makes something of a recorded picture, when it is its turn.
   *
   * @param render calls the thread, and reads the file for it
   * @throws ApiError if the picture cannot be decoded, or takes too much
   */
  async make<T>(
    picture: RecordedPicture,
    use: Use,
    { job, isWaiting }: Asker,
    render: (call: PictureThread['call'], read: () => Promise<Encoded>) => Promise<T>,
  ): Promise<T> {
    const budget = budgetOf(picture.layout, picture.size, use);
    if ('excess' in budget) throw undecodable(picture.at, budget.excess);
    const { bytes, isLarge, ...allowance } = budget;
    const { isFourColour } = picture.layout;
    const read = async () => ({ content: await picture.content(), isFourColour, ...allowance });
    const make = async () => {
      try {
        return await render(this.#thread.call, read);
      } catch (error) {
        throw error instanceof ApiError ? error : undecodable(picture.at, reasonOf(error));
      }
    };
    return this.#queue.run({ job, bytes, isLarge }, make, isWaiting);
  }
}

/** Why a picture could not be made, as the end of a sentence. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const [, percent] = /^timeout: (\d+)% complete/.exec(message) ?? [];
  if (percent !== undefined) return `takes too long to decode; it was given up at ${percent} %`;
  return `cannot be decoded: ${message}`;
}

/** Shared by the programs that Next makes of one process. */
const shared = globalThis as typeof globalThis & { salientPictureMaker?: PictureMaker };

/** The one maker of this process: a thread and its queue. @param maskedBytes memory for masked originals, bytes */
export function pictureMaker(maskedBytes: number): PictureMaker {
  shared.salientPictureMaker ??= new PictureMaker(maskedBytes);
  return shared.salientPictureMaker;
}
