import 'server-only';
import { jobIdOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import type { HEATMAP_FORMS } from '../api/requests';
import { gaussianRadius } from '../image/outcome';
import type { OtherPicture, PicturePaths } from '../job/picture-paths';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { pictureCacheBytes, settingsFromEnvironment } from '../settings';
import { isStorageError } from '../storage/storage';
import { computedCache } from './computed-cache';
import { etagOf } from './etag';
import { unknownJob } from './job';
import { USES } from './picture-limits';
import { type Asker, pictureMaker } from './picture-maker';
import { PictureQueue } from './picture-queue';
import { type Body, RecordedPicture } from './recorded-picture';
import { Waiters } from './waiters';

/** A picture that was made. */
export interface Picture {
  type: string;
  content: Uint8Array<ArrayBuffer>;
}

/** A picture that was made, or a recorded one. */
export interface SentPicture {
  type: string;
  content: Body;
}

/** An original and its validator, null where it has none. The content is null where the client has it already. */
export interface TaggedPicture {
  type: string;
  content: Body | null;
  etag: string | null;
}

/** A request for a picture waits this long for a job that is not loaded yet. */
const PATIENCE_MS = 10_000;

/** Half of the cache is for pictures, half for masked originals. */
const CACHE_BYTES = pictureCacheBytes(settingsFromEnvironment().memory) / 2;

const pictures = computedCache<Picture>(CACHE_BYTES, ({ content }) => content.length);

const waiters = new Waiters();

/** Samples that are looked up at a time: one with a hundred thousand boxes keeps the indexing worker for a while. */
const LOOKUPS = 2;
const lookups = new PictureQueue({ slots: LOOKUPS, bytes: Number.POSITIVE_INFINITY });

/** The maker of pictures, with memory for masked originals. */
export const maker = () => pictureMaker(CACHE_BYTES);

/** Layers that share a masked original are made one after the other, so that it is masked once. */
const masking = new Map<string, Promise<unknown>>();

/** Runs `task` after the tasks of the same name that were begun before. */
async function oneByOne<T>(name: string, task: () => Promise<T>): Promise<T> {
  const before = masking.get(name) ?? Promise.resolve();
  const mine = before.then(task, task);
  masking.set(name, mine);
  try {
    return await mine;
  } finally {
    if (masking.get(name) === mine) masking.delete(name);
  }
}

/** A picture from the cache, or made. Where the `signal` of a request is aborted, work that has not begun is skipped. */
export async function cachedPicture(
  job: string,
  name: string,
  make: (asker: Asker) => Promise<Picture>,
  signal?: AbortSignal,
): Promise<Picture> {
  const asker = { job, isWaiting: () => waiters.isWaiting(name) };
  return waiters.during(name, signal, () => pictures(name, () => make(asker), signal));
}

/**
 * The original of a sample: its pixels as stored, over white. Throws ApiError, as all functions below.
 *
 * @param signal is aborted when the client leaves
 * @param isCached called with the validator before the picture is read; where it returns true, the client has it already
 */
export async function originalPicture(
  manager: ExplainManager,
  key: string,
  id: number,
  signal?: AbortSignal,
  isCached: (etag: string) => boolean = () => false,
): Promise<TaggedPicture> {
  const paths = await pathsOf(manager, clientOf(key, signal), id);
  const original = await recorded(manager, key, paths.original, originalOf(id));
  const etag = original.isSettled ? etagOf('original', original.version) : null;
  if (etag !== null && isCached(etag)) return { type: original.layout.type, content: null, etag };
  return { ...(await overWhite(key, original, signal)), etag };
}

async function overWhite(key: string, original: RecordedPicture, signal?: AbortSignal): Promise<SentPicture> {
  if (original.layout.isOpaqueStill) return shown(key, original, signal);
  const make = async (asker: Asker) =>
    png(await maker().make(original, USES.opaque, asker, async (call, read) => call('opaque', await read())));
  return cachedPicture(key, `${key} opaque ${original.at.path} ${original.version}`, make, signal);
}

/** One client that asks for a picture of a job. */
function clientOf(job: string, signal?: AbortSignal): Asker {
  return { job, isWaiting: () => signal?.aborted !== true };
}

const originalOf = (id: number) => `The original of sample ${id}`;

/** A recorded picture for a browser: the pixels as stored. */
async function shown(key: string, picture: RecordedPicture, signal?: AbortSignal): Promise<SentPicture> {
  const { layout, at, version } = picture;
  if (!layout.isFourColour) return { type: layout.type, content: await picture.body('hints', signal) };
  const make = async (asker: Asker) =>
    png(await maker().make(picture, USES.rgb, asker, async (call, read) => call('rgb', await read())));
  return cachedPicture(key, `${key} rgb ${at.path} ${version}`, make, signal);
}

function png(content: Uint8Array<ArrayBuffer>): Picture {
  return { type: 'image/png', content };
}

/** The heatmap of an explainer for a label of a sample: as recorded, coloured as the predecessor's overlay, or decoded. */
export async function heatmapPicture(
  manager: ExplainManager,
  key: string,
  address: { id: number; explainer: number; label: number },
  as: (typeof HEATMAP_FORMS)[number],
  signal?: AbortSignal,
): Promise<SentPicture> {
  const { id, explainer, label } = address;
  const what = `The saliency map of sample ${id}, explainer ${explainer}, label ${label}`;
  const heatmap = async (asker: Asker) => {
    const paths = await pathsOf(manager, asker, id, { explainer, label });
    if (paths.heatmap === null) throw new ApiError('unknown-picture', `${what} is not recorded.`);
    return recorded(manager, key, paths.heatmap, what);
  };
  if (as === 'map') return shown(key, await heatmap(clientOf(key, signal)), signal);
  const make = async (asker: Asker): Promise<Picture> => {
    const picture = await heatmap(asker);
    const content = await maker().make(picture, USES[as], asker, async (call, read) => call(as, await read()));
    return { type: as === 'overlay' ? 'image/png' : 'application/octet-stream', content };
  };
  return cachedPicture(key, `${await contentOf(manager, key)} ${as} ${id} ${explainer} ${label}`, make, signal);
}

/** The mask of the ground truth region of a label of a sample, as recorded. */
export async function maskPicture(
  manager: ExplainManager,
  key: string,
  { id, label }: { id: number; label: number },
  signal?: AbortSignal,
): Promise<SentPicture> {
  const what = `The mask of sample ${id}, label ${label}`;
  const { region } = await pathsOf(manager, clientOf(key, signal), id, { label, part: 'region' });
  if (region === null) throw new ApiError('unknown-picture', `${what} is not recorded.`);
  return shown(key, await recorded(manager, key, region, what), signal);
}

/** The picture that the model was shown for a layer of a sample's counterfactual for a label; layer 0 is the coarsest. */
export async function outcomePicture(
  manager: ExplainManager,
  key: string,
  { id, label, layer }: { id: number; label: number; layer: number },
  signal?: AbortSignal,
): Promise<Picture> {
  const content = await contentOf(manager, key);
  const make = async (asker: Asker) => {
    const paths = await pathsOf(manager, asker, id, { label, layer });
    const what = `The counterfactual of sample ${id}, label ${label}`;
    if (paths.layer === null) throw new ApiError('unknown-picture', `${what}, layer ${layer}, is not recorded.`);
    const { mask, boxes: packed } = paths.layer;
    const radius = gaussianRadius(mask);
    if (radius === null) {
      const supported = 'supported is gaussian:r, with a radius r of 0 to 1000 pixels';
      throw new ApiError('unknown-mask', `${what} has the mask "${mask}"; ${supported}.`);
    }
    const original = await recorded(manager, key, paths.original, originalOf(id));
    const name = `${key} ${paths.original} ${original.version} ${radius}`;
    const boxes = () => packed.slice(); // they are moved to the thread
    const render = () =>
      maker().make(
        original,
        { ...USES.layer, radius },
        asker,
        async (call, read) =>
          (await call('layer', name, boxes())) ?? call('maskedLayer', name, boxes(), await read(), radius),
      );
    return png(await oneByOne(name, render));
  };
  return cachedPicture(key, `${content} outcome ${id} ${label} ${layer}`, make, signal);
}

/** A small square cut from the original of a sample. The job need not be loaded for the samples of its preview. */
export async function thumbnailPicture(
  manager: ExplainManager,
  key: string,
  id: number,
  version = '',
  signal?: AbortSignal,
): Promise<Picture> {
  const make = async (asker: Asker) => {
    const path = (await previewPath(manager, key, id)) ?? (await pathsOf(manager, asker, id)).original;
    const original = await recorded(manager, key, path, originalOf(id));
    const use = USES.thumbnail;
    const content = await maker().make(original, use, asker, async (call, read) => call('thumbnail', await read()));
    return { type: 'image/webp', content };
  };
  return cachedPicture(key, `${key} ${version} thumbnail ${id}`, make, signal);
}

async function previewPath(manager: ExplainManager, key: string, id: number): Promise<string | undefined> {
  const directory = await manager.findDirectory(jobIdOf(key) ?? '');
  if (!directory) throw unknownJob(manager, key);
  try {
    return await manager.previews.imagePathOf(manager.pathOf(directory.relativePath), directory, id);
  } catch (error) {
    if (isStorageError(error)) return undefined; // the loader reports the problem
    throw error;
  }
}

/** A name of the job's content: equal names, equal records. */
async function contentOf(manager: ExplainManager, key: string): Promise<string> {
  return withLoaded(manager, key, async ({ snapshot }) => `${key} ${snapshot?.revision}`);
}

/** Where the original of a sample and another picture of it are, looked up in turn. */
async function pathsOf(
  manager: ExplainManager,
  { job, isWaiting }: Asker,
  id: number,
  other: OtherPicture | null = null,
): Promise<PicturePaths> {
  await contentOf(manager, job); // a job that is being loaded delays no other
  const lookUp = () => withLoaded(manager, job, (loader) => loader.picturePaths(id, other));
  const found = await lookups.run({ job, bytes: 0, isLarge: false }, lookUp, isWaiting);
  if (found === null) throw new ApiError('unknown-sample', `The job has no sample ${id}.`);
  return found;
}

async function withLoaded<T>(
  manager: ExplainManager,
  key: string,
  use: (loader: ExplainLoader) => Promise<T>,
): Promise<T> {
  const jobId = jobIdOf(key);
  const found =
    jobId === null
      ? null
      : await manager.withJob(jobId, async (loader) => {
          if (loader.snapshot === null) await loader.settled(PATIENCE_MS);
          if (loader.snapshot === null) throw unread(loader);
          return { value: await use(loader) };
        });
  if (found === null) throw unknownJob(manager, key);
  return found.value;
}

/** The error for a job that has not been read yet: what was requested may well exist. */
function unread({ status }: ExplainLoader): ApiError {
  if (status.kind === 'failed') return new ApiError('unreadable', status.message);
  return new ApiError('worker-lost', 'The job has not been read yet; ask again.');
}

/** A picture in the job's directory. Throws ApiError if it cannot be read or is no picture. */
export async function recorded(
  manager: ExplainManager,
  key: string,
  path: string,
  what: string,
): Promise<RecordedPicture> {
  return RecordedPicture.open({ storage: manager.storage, ...manager.placeOf(jobIdOf(key) ?? ''), path, what });
}
