import 'server-only';
import { posix } from 'node:path';
import { USES } from '../answer/picture-limits';
import { cachedPicture, maker, outcomePicture, type SentPicture } from '../answer/pictures';
import { RecordedPicture } from '../answer/recorded-picture';
import { jobKeyOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import type { ExplainManager } from '../manager/explain-manager';
import { isStorageError, type StorageError } from '../storage/storage';
import { badValue, type CompatError, forbidden, missing, noImage } from './error';
import { withJob } from './jobs';

/** A picture of a job, by its path in the job's directory. */
interface Address {
  trainId: string;
  path: string;
  type: string;
}

/** `image`: an original, a heatmap as an overlay, or the outcome of a counterfactual's layer. */
export async function answerImage(manager: ExplainManager, query: URLSearchParams): Promise<SentPicture> {
  const address = {
    trainId: required(query, 'train_id'),
    path: required(query, 'path'),
    type: required(query, 'type'),
  };
  if (address.type === 'original') return original(manager, address);
  if (address.type === 'overlay') return coloured(manager, address);
  if (address.type === 'outcome') return layer(manager, address);
  throw badValue(`type:${address.type}, valid options: 'original' 'overlay' 'outcome'`);
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null) throw missing(name);
  return value;
}

async function original(manager: ExplainManager, address: Address): Promise<SentPicture> {
  const picture = await recorded(manager, address);
  return { type: typeOf(picture), content: await picture.body('nothing') };
}

/** A heatmap as an overlay. Throws if the predecessor would not accept its pixel format. */
async function coloured(manager: ExplainManager, address: Address): Promise<SentPicture> {
  const picture = await recorded(manager, address);
  const { at, version } = picture;
  // The mode is the type of the cached picture; without content it is not made.
  const { type: mode, content } = await cachedPicture(
    at.root,
    `${at.root} predecessor ${at.path} ${version}`,
    async (asker) => {
      const use = USES.predecessorOverlay;
      const render = maker().make(picture, use, asker, async (call, read) => call('predecessorOverlay', await read()));
      const made = await render.catch((error) => {
        throw error instanceof ApiError && error.problem.code === 'picture-undecodable' ? noPicture(address) : error;
      });
      return { type: made.mode, content: made.content };
    },
  );
  if (mode === 'RGBA') return { type: typeOf(picture), content: await picture.body('nothing') }; // coloured already
  if (content.length > 0) return { type: 'image/png', content };
  throw badValue(`Invalid overlay image mode:${mode}.`);
}

/** Sample, label and layer, for example `17_cat_0.jpg`. */
const LAYER = /^(-?\d+)_([^_]*)_(\d+)(?:\.jpg)?$/;

/** The masked picture of a counterfactual layer, as the model saw it. */
async function layer(manager: ExplainManager, { trainId, path, type }: Address): Promise<SentPicture> {
  const [, id, name, index] = LAYER.exec(path) ?? [];
  if (name === undefined) {
    // The predecessor splits at every underscore and fails for labels that contain one.
    throw badValue(
      `path:${path} is no sample, label and layer, as in 17_cat_0.jpg; no label can have an underscore here.`,
    );
  }
  const [key, label] = await withJob(manager, trainId, async (loader) => [
    jobKeyOf(loader.jobId),
    (await loader.labelsNamed([name]))[0],
  ]);
  if (label === undefined) throw badValue(`path:${path} names no label of the job.`);
  try {
    return await outcomePicture(manager, key, { id: Number(id), label, layer: Number(index) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.problem.code === 'picture-missing') throw noImage(wordsOf({ trainId, path, type }));
    throw badValue(error.problem.detail);
  }
}

/**
 * The file at an address, if it is a picture inside the directory of the job. With an empty train id, the path is relative to
 * the base directory and begins with the path of the job.
 */
async function recorded(manager: ExplainManager, address: Address): Promise<RecordedPicture> {
  const { trainId, path } = address;
  if (path.includes('\0') || trainId.includes('\0')) throw noPicture(address);
  if (leaves(path) || leaves(trainId)) throw forbidden('Forbidden.');
  const directory = trainId === '' ? null : await manager.findDirectory(trainId);
  if (trainId !== '' && directory === null) throw noImage(wordsOf(address));
  const root = manager.pathOf(directory?.relativePath ?? './');
  try {
    return await RecordedPicture.open({ storage: manager.storage, root, path, what: 'The picture' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw isStorageError(error.cause) ? ofStorage(error.cause, address) : noPicture(address);
  }
}

/** Whether a relative path leads out of its directory, without accessing the disk. */
function leaves(path: string): boolean {
  const normal = posix.normalize(path);
  return posix.isAbsolute(normal) || normal === '..' || normal.startsWith('../');
}

function ofStorage({ fault }: StorageError, address: Address): CompatError {
  if (fault === 'outside') return forbidden('Forbidden.');
  if (fault === 'not-permitted') return forbidden(wordsOf(address));
  return fault === 'not-found' ? noImage(wordsOf(address)) : noPicture(address);
}

function noPicture(address: Address): CompatError {
  return badValue(`Invalid image file: ${wordsOf(address)}`);
}

function wordsOf({ trainId, path, type }: Address): string {
  return `train_id:${trainId} path:${path} type:${type}`;
}

/** The media type that the predecessor detects: it recognizes JPEGs only by the words JFIF or Exif at the beginning. */
function typeOf({ layout, head }: RecordedPicture): string {
  if (layout.type === 'image/webp') return UNKNOWN_TYPE;
  if (layout.type !== 'image/jpeg') return layout.type;
  const word = new TextDecoder('latin1').decode(head.subarray(6, 10));
  return word === 'JFIF' || word === 'Exif' ? layout.type : UNKNOWN_TYPE;
}

const UNKNOWN_TYPE = 'application/octet-stream';
