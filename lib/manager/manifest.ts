import { isOfStore, isStorageError, type Storage, StorageError } from '../storage/storage';
import { dataDirectoryOf, eventFileTime, isPartName, MAX_PARTS } from '../summary/event-file';
import type { ExplainDirectory } from '../summary/explain-directory';

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

/** Lists and objects in it. A million of them in each other take a quarter of a second to parse. */
const MAX_NODES = 3 * MAX_PARTS;

/** Reads the manifest of a job whose directory is `path`. Throws StorageError while an object store cannot be reached. */
export async function readManifest(storage: Storage, path: string, job: ExplainDirectory): Promise<ManifestState> {
  const relative = `${dataDirectoryOf(job.eventFile)}/manifest.json`;
  try {
    const content = await storage.readInside(path, relative, MAX_MANIFEST_BYTES, job.linked?.data);
    return manifestIn(content, relative);
  } catch (error) {
    if (!isStorageError(error) || isOfStore(error)) throw error;
    if (error.fault === 'not-found') return { kind: 'missing' };
    return { kind: 'malformed', message: new StorageError(error.fault, relative, error.code).message };
  }
}

function manifestIn(bytes: Uint8Array, path: string): ManifestState {
  const content = parseManifest(bytes);
  if (typeof content === 'string') return { kind: 'malformed', message: `${path} ${content}.` };
  const manifest = {
    saliencyMap: content.saliency_map !== false,
    hierarchicalOcclusion: content.hierarchical_occlusion === true,
    benchmark: content.benchmark === true,
    uncertainty: content.uncertainty === true,
    ...('parts' in content && { parts: partsIn(content.parts) }),
  };
  return { kind: 'present', manifest };
}

/** The object in the file of a manifest; what is wrong with it, if there is none. */
export function parseManifest(bytes: Uint8Array): Record<string, unknown> | string {
  let nodes = 0;
  for (const byte of bytes) if (byte === OBJECT || byte === LIST) nodes++;
  if (nodes > MAX_NODES) return `has more than ${MAX_NODES} lists and objects`;
  try {
    const content = JSON.parse(new TextDecoder().decode(bytes));
    return typeof content === 'object' && content !== null && !Array.isArray(content)
      ? content
      : 'is not a JSON object';
  } catch {
    return 'is not valid JSON';
  }
}

const OBJECT = 0x7b; // {
const LIST = 0x5b; // [

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
