import { describe, expect, test, vi } from 'vitest';
import { readManifest } from '../../../lib/manager/manifest';
import { type Storage, StorageError, type StorageFault } from '../../../lib/storage/storage';

const JOB = {
  relativePath: './run',
  eventFile: 'events.out.events.summary.1606463241.host_explain',
  createTime: 0,
  updateTime: 0,
  size: 0,
  identity: '',
};

const unasked = async () => {
  throw new Error('Only the manifest should be read.');
};

/** A storage that has nothing but a manifest. */
function storageOf(content: string | Uint8Array | StorageFault): Storage & { asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    resolve: unasked,
    list: unasked,
    async *entries() {
      yield await unasked();
    },
    stat: unasked,
    statAll: unasked,
    heads: unasked,
    open: unasked,
    openInside: unasked,
    async readInside(...args) {
      asked.push(args.slice(0, 2));
      if (content === 'not-found' || content === 'not-permitted' || content === 'outside' || content === 'too-large') {
        throw new StorageError(content, args.slice(0, 2).join('/'));
      }
      return typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
    },
  };
}

const read = (content: string | Uint8Array) => readManifest(storageOf(content), '/jobs/run', JOB);

describe('the manifest of a job', () => {
  test('is in the data directory of its event file', async () => {
    const storage = storageOf('{}');
    await readManifest(storage, '/jobs/run', JOB);
    expect(storage.asked).toEqual([['/jobs/run', '_explain_1606463241/manifest.json']]);
  });

  test('has at most 50,000 objects and lists: a million in each other take seconds to parse', async () => {
    const nested = (depth: number) => `{"parts":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await read(nested(49_999))).toMatchObject({ kind: 'present' });
    const message = '_explain_1606463241/manifest.json has more than 50,000 objects and lists.';
    expect(await read(nested(50_000))).toEqual({ kind: 'malformed', message });
  });

  test('lists what the run has written', async () => {
    const content =
      '{"saliency_map":true,"benchmark":true,"uncertainty":false,"hierarchical_occlusion":true,"future_key":[1]}';
    expect(await read(content)).toEqual({
      kind: 'present',
      manifest: { saliencyMap: true, benchmark: true, uncertainty: false, hierarchicalOcclusion: true },
    });
  });

  test('may lack keys: saliency maps exist by default, the rest does not', async () => {
    expect(await read('{}')).toEqual({
      kind: 'present',
      manifest: { saliencyMap: true, benchmark: false, uncertainty: false, hierarchicalOcclusion: false },
    });
    expect(await read('{"saliency_map":false}')).toMatchObject({ manifest: { saliencyMap: false } });
  });

  test('may have values of another type, which are ignored', async () => {
    expect(await read('{"saliency_map":"no","benchmark":1,"uncertainty":null}')).toEqual({
      kind: 'present',
      manifest: { saliencyMap: true, benchmark: false, uncertainty: false, hierarchicalOcclusion: false },
    });
  });

  test('lists the files of a job, as many as are read; what is no file of a job is left out', async () => {
    const part = (number: number) => ({
      name: `events.part.1606463241.0000.${String(number).padStart(6, '0')}`,
      bytes: 7,
    });
    const others = [
      { name: 'x'.repeat(1_000_000), bytes: 1 },
      { name: '../manifest.json', bytes: 1 },
      { name: part(1).name },
      7,
      null,
    ];
    const event = { name: JOB.eventFile, bytes: 9 };
    const parts = [event, ...others, part(1), part(2)];
    expect(await read(JSON.stringify({ parts }))).toMatchObject({ manifest: { parts: [event, part(1), part(2)] } });
    const many = await read(JSON.stringify({ parts: Array.from({ length: 20_000 }, (_, k) => part(k + 1)) }));
    expect(many.kind === 'present' && many.manifest.parts).toHaveLength(10_001);
  });

  test('is missing while the run is active', async () => {
    expect(await readManifest(storageOf('not-found'), '/jobs/run', JOB)).toEqual({ kind: 'missing' });
  });

  test.each(['', '{', '{"saliency_map":true', 'saliency', '{"saliency_map":True}'])(
    'is malformed as %j',
    async (content) => {
      expect(await read(content)).toEqual({
        kind: 'malformed',
        message: '_explain_1606463241/manifest.json is not valid JSON.',
      });
    },
  );

  test.each(['[]', 'null', '7', '"text"', 'true'])(
    'is malformed if it is %s, which is not an object',
    async (content) => {
      expect(await read(content)).toEqual({
        kind: 'malformed',
        message: '_explain_1606463241/manifest.json is not a JSON object.',
      });
    },
  );

  test.each([
    '['.repeat(60_000),
    `{"parts":${'['.repeat(60_000)}${']'.repeat(60_000)}}`,
    `[${'{},'.repeat(60_000)}{}]`,
  ])('is not parsed if it has far too many lists and objects: %.20s', async (content) => {
    const parse = vi.spyOn(JSON, 'parse');
    expect(await read(content)).toEqual({
      kind: 'malformed',
      message: '_explain_1606463241/manifest.json has more than 50,000 objects and lists.',
    });
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  test('is malformed if it is not text', async () => {
    expect(await read(Uint8Array.of(0xff, 0xfe, 0x00))).toMatchObject({ kind: 'malformed' });
  });

  test.each(['not-permitted', 'outside', 'too-large'] as const)(
    'that is %s is malformed, and the file is named as seen from the job',
    async (fault) => {
      expect(await readManifest(storageOf(fault), '/jobs/run', JOB)).toEqual({
        kind: 'malformed',
        message: expect.stringMatching(/^_explain_1606463241\/manifest\.json (is|cannot) /),
      });
    },
  );

  test('with any other failure is an error', async () => {
    const storage = { ...storageOf('{}'), readInside: unasked };
    await expect(readManifest(storage, '/jobs/run', JOB)).rejects.toThrow('Only the manifest should be read.');
  });
});
