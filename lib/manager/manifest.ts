import { isOfStore, isStorageError, type Storage, StorageError } from '../storage/storage';
import { dataDirectoryOf, eventFileTime, isPartName, MAX_PARTS } from '../summary/event-file';
import type { ExplainDirectory } from '../summary/explain-directory';
import { messageOf } from './log';

/** What a finished run declares to have written (format.md §1). Missing keys are false, except that saliency maps default to true. */
export interface Manifest {
  saliencyMap: boolean;
  hierarchicalOcclusion: boolean;
  benchmark: boolean;
  uncertainty: boolean;
  /** The files of a job, only of one of many parts. */
  parts?: readonly ListedPart[];
}

/** A part as a manifest lists it. */
export interface ListedPart {
  name: string;
  /** Its size when its writer was done with it. */
  bytes: number;
}

/** The manifest is the last file that a run writes: without one, the run is still active. */
export type ManifestState =
  | { kind: 'missing' }
  | { kind: 'present'; manifest: Manifest }
  | { kind: 'malformed'; message: string };

/** Characters of the name of a file. */
const MAX_NAME = 255;

/** Of the file: 10,000 parts take less. It is parsed in one step. */
export const MAX_MANIFEST_BYTES = 2 * 2 ** 20;
/** Objects and lists in it: 10,000 parts are as many. A million in each other take more than a second to parse. */
const MAX_STRUCTURES = 50_000;
const [OBJECT, LIST] = new TextEncoder().encode('{[');

/** Reads the manifest of a job whose directory is `path`. Throws StorageError while an object store cannot be reached. */
export async function readManifest(storage: Storage, path: string, job: ExplainDirectory): Promise<ManifestState> {
  const relative = `${dataDirectoryOf(job.eventFile)}/manifest.json`;
  try {
    const content = await storage.readInside(path, relative, MAX_MANIFEST_BYTES, job.linked?.data);
    return parseManifest(content, relative);
  } catch (error) {
    if (!isStorageError(error) || isOfStore(error)) throw error;
    if (error.fault === 'not-found') return { kind: 'missing' };
    return { kind: 'malformed', message: new StorageError(error.fault, relative, error.code).message };
  }
}

/**
 * The JSON of a manifest.
 *
 * @throws Error with the end of a sentence about the file
 */
export function manifestJson(bytes: Uint8Array): unknown {
  let structures = 0;
  for (const byte of bytes) if (byte === OBJECT || byte === LIST) structures++;
  if (structures > MAX_STRUCTURES)
    throw new Error(`has more than ${MAX_STRUCTURES.toLocaleString('en-US')} objects and lists`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error('is not valid JSON');
  }
}

function parseManifest(bytes: Uint8Array, path: string): ManifestState {
  let content: unknown;
  try {
    content = manifestJson(bytes);
  } catch (error) {
    return { kind: 'malformed', message: `${path} ${messageOf(error)}.` };
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { kind: 'malformed', message: `${path} is not a JSON object.` };
  }
  const entries = new Map(Object.entries(content));
  const manifest = {
    saliencyMap: entries.get('saliency_map') !== false,
    hierarchicalOcclusion: entries.get('hierarchical_occlusion') === true,
    benchmark: entries.get('benchmark') === true,
    uncertainty: entries.get('uncertainty') === true,
    ...(entries.has('parts') && { parts: partsIn(entries.get('parts')) }),
  };
  return { kind: 'present', manifest };
}

/** The event file and the other parts in a manifest, as many as are read of a job; what is no part is left out. */
function partsIn(value: unknown): ListedPart[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_PARTS + 1).flatMap((part: unknown) => {
    if (typeof part !== 'object' || part === null || !('name' in part) || !('bytes' in part)) return [];
    const { name, bytes } = part;
    if (typeof name !== 'string' || typeof bytes !== 'number' || bytes < 0) return [];
    const isPart = name.length <= MAX_NAME && (isPartName(name) || !Number.isNaN(eventFileTime(name)));
    return isPart ? [{ name, bytes }] : [];
  });
}
