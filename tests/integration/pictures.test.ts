import { cp, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { heatmapPicture, originalPicture, outcomePicture } from '../../lib/answer/pictures';
import { systemClock } from '../../lib/clock';
import { loaded, manageWatched } from '../support/managers';
import { temporaryDirectory } from '../support/runs';

const FIXTURE = fileURLToPath(new URL('../../fixtures/hoc_split/job', import.meta.url));
const ORIGINAL = '_explain_1700000003/origin_images/0/0.jpg';

/** A copy of the fixture under a unique name, because pictures are cached by name. */
async function job(name: string) {
  const base = await temporaryDirectory();
  await cp(FIXTURE, `${base}/${name}`, { recursive: true });
  const { manager, storage } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await loaded(manager, name);
  return { base, manager, storage };
}

const layer = (number: number) => ({ id: 0, label: 2, layer: number });

test('the layers of a counterfactual share one masked original, even for concurrent requests', async () => {
  const { base, manager, storage } = await job('shared');
  const pixels = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13);
  const large = sharp(pixels, { raw: { width: 224, height: 224, channels: 3 } }).png({ compressionLevel: 0 });
  await writeFile(`${base}/shared/${ORIGINAL}`, await large.toBuffer());
  const pictures = await Promise.all([0, 1, 2].map((number) => outcomePicture(manager, 'shared', layer(number))));
  // Each looks at the header, and one reads the file.
  expect(storage.count('openInside', ORIGINAL)).toBe(4);
  expect(new Set(pictures.map(({ content }) => Buffer.from(content).toString('base64'))).size).toBe(3);
  for (const { type, content } of pictures) {
    expect(type).toBe('image/png');
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: 224, height: 224 });
  }
});

test('a picture is rendered once', async () => {
  const { manager, storage } = await job('once');
  const map = { id: 0, explainer: 0, label: 2 };
  const overlay = await heatmapPicture(manager, 'once', map, 'overlay');
  const outcome = await outcomePicture(manager, 'once', layer(0));
  const reads = storage.count('openInside');
  expect(await heatmapPicture(manager, 'once', map, 'overlay')).toBe(overlay);
  expect(await outcomePicture(manager, 'once', layer(0))).toBe(outcome);
  expect(storage.count('openInside')).toBe(reads);
});

test('rendering a picture is retried after a failure', async () => {
  const { base, manager } = await job('late');
  const original = `${base}/late/${ORIGINAL}`;
  await rm(original);
  await expect(outcomePicture(manager, 'late', layer(0))).rejects.toMatchObject({
    problem: { code: 'picture-missing', status: 404 },
  });
  await cp(`${FIXTURE}/${ORIGINAL}`, original);
  expect((await outcomePicture(manager, 'late', layer(0))).type).toBe('image/png');
});

test('an original has another validator when its file has changed, and none while the next change could have the same time', async () => {
  const { base, manager } = await job('validated');
  const etag = async (isCached = (_: string) => false) => originalPicture(manager, 'validated', 0, undefined, isCached);
  expect((await etag()).etag).toBeNull();
  const later = vi.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + 3_000);
  try {
    const before = await etag();
    expect(before.content).not.toBeNull();
    expect(await etag((known) => known === before.etag)).toEqual({ ...before, content: null });
    await cp(`${FIXTURE}/${ORIGINAL}`, `${base}/validated/${ORIGINAL}`);
    const after = await etag((known) => known === before.etag);
    expect(after.content).not.toBeNull();
    expect(after.etag).not.toBe(before.etag);
  } finally {
    later.mockRestore();
  }
});
