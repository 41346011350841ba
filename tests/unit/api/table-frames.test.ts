import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '@/lib/api/problem';
import { frameOf, lastFrameOf, readFrames, TableBrokenError } from '@/lib/api/table-frames';

/** A stream of bytes that come in pieces of these lengths, over and over. */
function streamOf(bytes: Uint8Array, lengths: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0;
  let piece = 0;
  return new ReadableStream({
    pull(controller) {
      const length = lengths[piece++ % lengths.length];
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + length));
      at += length;
    },
  });
}

async function read(bytes: Uint8Array, lengths: readonly number[] = [1_000]) {
  const parts = [];
  for await (const part of readFrames(streamOf(bytes, lengths))) parts.push(part);
  return parts;
}

const part = fc.record({
  bytes: fc.uint8Array({ maxLength: 40 }),
  done: fc.nat(1_000),
  total: fc.nat(1_000),
});

test('parts come back, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
      async (parts, lengths) => {
        const sent = Buffer.concat([...parts.map(frameOf), lastFrameOf(null)]);
        const plain = (await read(sent, lengths)).map(({ bytes, ...rest }) => ({ bytes: [...bytes], ...rest }));
        expect(plain).toEqual(parts.map(({ bytes, done, total }) => ({ bytes: [...bytes], done, total })));
      },
    ),
  );
});

const begin = frameOf({ bytes: new Uint8Array([1, 2, 3]), done: 1, total: 2 });

test('a table that breaks off is no table, wherever it does', async () => {
  const sent = Buffer.concat([begin, lastFrameOf(null)]);
  for (let length = 0; length < sent.length; length++)
    await expect(read(sent.subarray(0, length), [5])).rejects.toMatchObject({
      name: 'TableBrokenError',
      problem: null,
    });
});

test('what a server says of a table that it cannot finish is thrown', async () => {
  const { problem } = new ApiError('unreadable', 'The job was replaced.');
  const reading = read(Buffer.concat([begin, lastFrameOf(problem)]), [7]);
  await expect(reading).rejects.toThrow(TableBrokenError);
  await expect(read(Buffer.concat([begin, lastFrameOf(problem)]))).rejects.toMatchObject({ problem });
});
