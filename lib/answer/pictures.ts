import 'server-only';
import { LRUCache } from 'lru-cache';
import { jobIdOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import { pictureType } from '../image/picture';
import { overlay, thumbnail } from '../image/render';
import type { Sample } from '../job/sample';
import type { ExplainManager } from '../manager/explain-manager';
import { isStorageError } from '../storage/storage';
import { unknownJob } from './job';
import { headsOf } from './jobs';

export interface Picture {
  type: string;
  content: Uint8Array<ArrayBuffer>;
}

/** A picture of a job that is not loaded yet waits this long for it. */
const PATIENCE_MS = 10_000;

const MAX_FILE_BYTES = 64 * 2 ** 20;
const THUMBNAIL_CACHE_BYTES = 32 * 2 ** 20;
const thumbnails = new LRUCache<string, Picture>({
  maxSize: THUMBNAIL_CACHE_BYTES,
  sizeCalculation: ({ content }) => content.length + 256,
});

/** The original of a sample, as it was recorded. Throws ApiError, as all of these. */
export async function originalPicture(manager: ExplainManager, key: string, id: number): Promise<Picture> {
  const sample = await sampleOf(manager, key, id);
  return recorded(manager, key, sample.imagePath, `The original of sample ${id}`);
}

/** The heatmap of an explainer for a label of a sample: as it was recorded, or coloured as the predecessor's overlay. */
export async function heatmapPicture(
  manager: ExplainManager,
  key: string,
  address: { id: number; explainer: number; label: number },
  as: 'map' | 'overlay',
): Promise<Picture> {
  const { id, explainer, label } = address;
  const sample = await sampleOf(manager, key, id);
  const map = sample.maps.find((candidate) => candidate.explainer === explainer && candidate.label === label);
  const what = `The saliency map of sample ${id}, explainer ${explainer}, label ${label}`;
  if (!map) throw new ApiError('unknown-picture', `${what} is not recorded.`);
  const heatmap = await recorded(manager, key, map.path, what);
  if (as === 'map') return heatmap;
  return rendered(what, 'image/png', () => overlay(heatmap.content));
}

/** A small square cut from the original of a sample. A job need not be loaded for those of its first samples. */
export async function thumbnailPicture(
  manager: ExplainManager,
  key: string,
  id: number,
  version = '',
): Promise<Picture> {
  const cacheKey = `${key} ${version} ${id}`;
  const known = thumbnails.get(cacheKey);
  if (known) return known;
  const path = (await headPath(manager, key, id)) ?? (await sampleOf(manager, key, id)).imagePath;
  const what = `The original of sample ${id}`;
  const original = await recorded(manager, key, path, what);
  const picture = await rendered(what, 'image/webp', () => thumbnail(original.content));
  thumbnails.set(cacheKey, picture);
  return picture;
}

async function headPath(manager: ExplainManager, key: string, id: number): Promise<string | undefined> {
  const directory = await manager.findDirectory(jobIdOf(key) ?? '');
  if (!directory) throw unknownJob(key);
  try {
    const head = await headsOf(manager).head(manager.pathOf(directory.relativePath), directory);
    return head.find((sample) => sample.id === id)?.imagePath;
  } catch (error) {
    if (isStorageError(error)) return undefined; // the loader says what is wrong
    throw error;
  }
}

async function sampleOf(manager: ExplainManager, key: string, id: number): Promise<Sample> {
  const jobId = jobIdOf(key);
  const found =
    jobId === null
      ? null
      : await manager.withJob(jobId, async (loader) => {
          if (loader.snapshot === null) await loader.settled(PATIENCE_MS);
          return { sample: await loader.sample(id) };
        });
  if (found === null) throw unknownJob(key);
  if (found.sample === null) throw new ApiError('unknown-sample', `The job has no sample ${id}.`);
  return found.sample;
}

/** A file of the job's directory, if it is a picture: nothing else is ever given out. */
async function recorded(manager: ExplainManager, key: string, path: string, what: string): Promise<Picture> {
  const root = manager.pathOf(jobIdOf(key) ?? '');
  try {
    const content = await manager.storage.readInside(root, path, MAX_FILE_BYTES);
    const type = pictureType(content);
    if (type === null) throw new ApiError('picture-undecodable', `${what}, ${path}, is no picture of a known kind.`);
    return { type, content };
  } catch (error) {
    if (!isStorageError(error)) throw error;
    throw new ApiError('picture-missing', `${what} cannot be shown: ${error.message.replace(`${root}/`, '')}`);
  }
}

async function rendered(what: string, type: string, render: () => Promise<Uint8Array<ArrayBuffer>>): Promise<Picture> {
  try {
    return { type, content: await render() };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ApiError('picture-undecodable', `${what} cannot be decoded: ${reason}.`);
  }
}
