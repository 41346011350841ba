import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { RecordedPicture } from '../../lib/answer/recorded-picture';
import { temporaryDirectory } from '../support/runs';
import { until } from '../support/until';
import { WatchedStorage } from '../support/watched-storage';

let root: string;
let storage: WatchedStorage;
let noise: Buffer;

beforeEach(async () => {
  root = await temporaryDirectory();
  storage = new WatchedStorage();
  const pixels = Uint8Array.from({ length: 600 * 600 * 3 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13);
  noise = await sharp(pixels, { raw: { width: 600, height: 600, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toBuffer();
});

/** A recorded picture with this content. */
async function recorded(content: Uint8Array, path = 'a.jpg') {
  await writeFile(`${root}/${path}`, content);
  return RecordedPicture.open({ storage, root, path, what: 'The original of sample 3' });
}

async function streamOf(picture: RecordedPicture, signal?: AbortSignal) {
  const body = await picture.body('hints', signal);
  if (body instanceof Uint8Array) throw new Error('It is no stream.');
  return body;
}

/** Bytes that were read forward so far. */
const bytesRead = () => storage.readings.reduce((sum, { start, end }) => sum + end - start, 0);

describe('a large picture', () => {
  test('is streamed without its viewing hints, and closed at the end', async () => {
    const picture = await recorded(noise);
    const sent = Buffer.from(await new Response(await streamOf(picture)).arrayBuffer());
    expect((await sharp(sent).metadata()).orientation).toBeUndefined();
    expect(await sharp(sent).raw().toBuffer()).toEqual(await sharp(noise).raw().toBuffer());
    expect(storage.openFiles).toBe(0);
  });

  test('as it is has the bytes of the file', async () => {
    const body = await (await recorded(noise)).body('nothing');
    expect(Buffer.from(await new Response(body).arrayBuffer()).equals(noise)).toBe(true);
  });

  test('is opened by the first read, and read no faster than it is taken', async () => {
    const stream = await streamOf(await recorded(noise));
    expect(storage.openFiles).toBe(0);
    const before = bytesRead();
    const reader = stream.getReader();
    const first = (await reader.read()).value?.length ?? 0;
    expect(bytesRead() - before).toBe(first);
    expect(first).toBeLessThan(noise.length / 3);
    expect(storage.openFiles).toBe(1);
    await reader.cancel();
    expect(storage.openFiles).toBe(0);
  });

  test('is closed when the client leaves, whoever notices it', async () => {
    const leaving = new AbortController();
    const reader = (await streamOf(await recorded(noise), leaving.signal)).getReader();
    await reader.read();
    expect(storage.openFiles).toBe(1);
    leaving.abort();
    await until(() => storage.openFiles === 0);
    expect((await reader.read()).done).toBe(true);
  });

  test('that becomes shorter ends early', async () => {
    const stream = await streamOf(await recorded(noise));
    await writeFile(`${root}/a.jpg`, noise.subarray(0, 1_000));
    expect((await new Response(stream).arrayBuffer()).byteLength).toBeLessThanOrEqual(1_000);
    expect(storage.openFiles).toBe(0);
  });
});

test('a small picture is read once', async () => {
  const small = await sharp(noise).resize(20, 20).jpeg().toBuffer();
  const picture = await recorded(small);
  expect(await picture.body('hints')).toBeInstanceOf(Uint8Array);
  expect((await picture.content()).length).toBeGreaterThan(0);
  expect(storage.count('openInside')).toBe(1);
  expect(storage.openFiles).toBe(0);
});

test('another content has another version', async () => {
  const [one, other] = [await recorded(noise), await recorded(noise.subarray(0, -1))];
  expect(one.version).not.toBe(other.version);
});

describe('what cannot be shown is a problem with the reason', () => {
  test('a file that is too large', async () => {
    const content = Buffer.alloc(64 * 2 ** 20 + 1);
    noise.copy(content);
    await expect(recorded(content)).rejects.toMatchObject({
      problem: { code: 'picture-undecodable', detail: 'The original of sample 3 has 65 MB; the limit is 64 MB.' },
    });
    expect(storage.openFiles).toBe(0);
  });

  test('a path that is too long, without a look at the disk', async () => {
    const path = 'x'.repeat(5_000_000);
    await expect(RecordedPicture.open({ storage, root, path, what: 'The original' })).rejects.toMatchObject({
      problem: {
        code: 'picture-missing',
        detail: 'The original cannot be shown: its path has 5,000,000 characters; the limit is 4,096.',
      },
    });
    expect(storage.calls).toEqual([]);
  });

  test('a picture with more metadata than anybody writes', async () => {
    const comment = Uint8Array.from([0xff, 0xfe, 0, 2]);
    const hostile = Buffer.concat([noise.subarray(0, 2), ...Array(1_001).fill(comment), noise.subarray(2)]);
    await expect(recorded(hostile)).rejects.toMatchObject({
      problem: {
        code: 'picture-undecodable',
        detail: expect.stringContaining('pieces of metadata; 1,000 are allowed'),
      },
    });
  });
});

test.each([
  ['BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
  ['TIFF', 'II*\0\x08\0\0\0'],
  ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0'],
])('a picture of type %s is refused by its name', async (name, content) => {
  await expect(recorded(Buffer.from(content, 'latin1'))).rejects.toMatchObject({
    problem: {
      code: 'picture-undecodable',
      status: 422,
      detail: `The original of sample 3, a.jpg, is a picture of type ${name}; supported are JPEG, PNG, GIF and WebP.`,
    },
  });
});

test('what only begins as a BMP does is not called one', async () => {
  const detail = 'The original of sample 3, a.jpg, is not a picture; supported are JPEG, PNG, GIF and WebP.';
  await expect(recorded(Buffer.from('BM is how it begins'))).rejects.toMatchObject({ problem: { detail } });
});

test('of a recorded path that is not UTF-8 the reason is said', async () => {
  const path = 'original\ufffd.jpg';
  await expect(RecordedPicture.open({ storage, root, path, what: 'The original of sample 3' })).rejects.toMatchObject({
    problem: {
      code: 'picture-missing',
      detail: `The original of sample 3 cannot be shown: ${path} does not exist (ENOENT). The path in the event file is not UTF-8.`,
    },
  });
});
