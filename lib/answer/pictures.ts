import 'server-only';
import { jobIdOf } from '../api/job-key';
import { ApiError, type ApiProblemCode } from '../api/problem';
import type { HEATMAP_FORMS } from '../api/requests';
import { cmykToRgb } from '../image/cmyk';
import { gaussianRadius, type MaskedOriginal, maskOriginal, outcome } from '../image/outcome';
import { pictureType } from '../image/picture';
import { heatmapPixels, overlay, thumbnail } from '../image/render';
import { isFourColourJpeg, withoutViewingHints } from '../image/stored-pixels';
import type { Sample } from '../job/sample';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { isStorageError, type StorageFault } from '../storage/storage';
import { computedCache } from './computed-cache';
import { unknownJob } from './job';

export interface Picture {
  type: string;
  content: Uint8Array<ArrayBuffer>;
}

/** A request for a picture waits this long for a job that is not loaded yet. */
const PATIENCE_MS = 10_000;

const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * Pictures that are rendered at the same time: four threads decode them, and two more wait so that no thread is idle. More would be
 * wasted on clients that disconnect; three render a third fewer per second.
 */
export const AT_ONCE = 6;

const pictures = computedCache<Picture>(64 * 2 ** 20, ({ content }) => content.length, AT_ONCE);

/** Masked originals, shared by all layers of a counterfactual. */
const maskedOriginals = computedCache<MaskedOriginal>(
  64 * 2 ** 20,
  ({ original, masked }) => original.length + masked.length,
);

/**
 * The original of a sample, as it was recorded. Throws ApiError, as all functions below. Where the `signal` of a request is aborted,
 * work that has not begun is skipped.
 */
export async function originalPicture(manager: ExplainManager, key: string, id: number): Promise<Picture> {
  const sample = await sampleOf(manager, key, id);
  return recorded(manager, key, sample.imagePath, `The original of sample ${id}`);
}

/** The heatmap of an explainer for a label of a sample: as recorded, coloured as the predecessor's overlay, or decoded. */
export async function heatmapPicture(
  manager: ExplainManager,
  key: string,
  address: { id: number; explainer: number; label: number },
  as: (typeof HEATMAP_FORMS)[number],
  signal?: AbortSignal,
): Promise<Picture> {
  const { id, explainer, label } = address;
  const what = `The saliency map of sample ${id}, explainer ${explainer}, label ${label}`;
  const heatmap = async () => {
    const sample = await sampleOf(manager, key, id);
    const map = sample.maps.find((candidate) => candidate.explainer === explainer && candidate.label === label);
    if (!map) throw new ApiError('unknown-picture', `${what} is not recorded.`);
    return recorded(manager, key, map.path, what);
  };
  if (as === 'map') return heatmap();
  const make = async () => {
    const { content } = await heatmap();
    return as === 'overlay'
      ? rendered(what, 'image/png', () => overlay(content))
      : rendered(what, 'application/octet-stream', () => heatmapPixels(content));
  };
  return pictures(`${await contentOf(manager, key)} ${as} ${id} ${explainer} ${label}`, make, signal);
}

/** The picture that the model was shown for a layer of a sample's counterfactual for a label; layer 0 is the coarsest. */
export async function outcomePicture(
  manager: ExplainManager,
  key: string,
  { id, label, layer }: { id: number; label: number; layer: number },
  signal?: AbortSignal,
): Promise<Picture> {
  const content = await contentOf(manager, key);
  const make = async () => {
    const sample = await sampleOf(manager, key, id);
    const what = `The counterfactual of sample ${id}, label ${label}`;
    const counterfactual = sample.counterfactuals.find((candidate) => candidate.label === label);
    const shown = counterfactual?.layers[layer];
    if (!shown) throw new ApiError('unknown-picture', `${what}, layer ${layer}, is not recorded.`);
    const radius = gaussianRadius(counterfactual.mask);
    if (radius === null) {
      const supported = 'supported is gaussian:r, with a radius r of 0 to 1000 pixels';
      throw new ApiError('unknown-mask', `${what} has the mask "${counterfactual.mask}"; ${supported}.`);
    }
    const masked = () =>
      maskedOriginals(`${content} ${id} ${radius}`, async () => {
        const original = await recorded(manager, key, sample.imagePath, `The original of sample ${id}`);
        return maskOriginal(original.content, radius);
      });
    return rendered(what, 'image/png', async () => outcome(await masked(), shown.boxes));
  };
  return pictures(`${content} outcome ${id} ${label} ${layer}`, make, signal);
}

/** A small square cut from the original of a sample. The job need not be loaded for the samples of its preview. */
export async function thumbnailPicture(
  manager: ExplainManager,
  key: string,
  id: number,
  version = '',
  signal?: AbortSignal,
): Promise<Picture> {
  const make = async () => {
    const path = (await previewPath(manager, key, id)) ?? (await sampleOf(manager, key, id)).imagePath;
    const what = `The original of sample ${id}`;
    const original = await recorded(manager, key, path, what);
    return rendered(what, 'image/webp', () => thumbnail(original.content));
  };
  return pictures(`${key} ${version} thumbnail ${id}`, make, signal);
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

async function sampleOf(manager: ExplainManager, key: string, id: number): Promise<Sample> {
  const sample = await withLoaded(manager, key, (loader) => loader.sample(id));
  if (sample === null) throw new ApiError('unknown-sample', `The job has no sample ${id}.`);
  return sample;
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

const CODES: Partial<Record<StorageFault, ApiProblemCode>> = {
  'not-permitted': 'picture-forbidden',
  failed: 'unreadable',
};

/** A picture in the job's directory, with its pixels as stored. No other kind of file is ever given out. */
async function recorded(manager: ExplainManager, key: string, path: string, what: string): Promise<Picture> {
  const root = manager.pathOf(jobIdOf(key) ?? '');
  try {
    const content = await manager.storage.readInside(root, path, MAX_FILE_BYTES);
    const type = pictureType(content);
    if (type === null)
      throw new ApiError('picture-undecodable', `${what}, ${path}, is not a picture of a supported format.`);
    const stored = withoutViewingHints(content);
    if (isFourColourJpeg(stored)) return await rendered(what, 'image/png', () => cmykToRgb(stored));
    return { type, content: stored };
  } catch (error) {
    if (!isStorageError(error)) throw error;
    throw new ApiError(
      CODES[error.fault] ?? 'picture-missing',
      `${what} cannot be shown: ${error.message.replace(`${root}/`, '')}`,
    );
  }
}

async function rendered(what: string, type: string, render: () => Promise<Uint8Array<ArrayBuffer>>): Promise<Picture> {
  try {
    return { type, content: await render() };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ApiError('picture-undecodable', `${what} cannot be decoded: ${reason}.`);
  }
}
