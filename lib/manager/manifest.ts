import { isStorageError, type Storage } from '../storage/storage';
import { dataDirectoryOf } from '../summary/event-file';
import type { ExplainDirectory } from '../summary/explain-directory';

/** What a finished run declares to have written (format.md §1). Missing keys are false, except that saliency maps default to true. */
export interface Manifest {
  saliencyMap: boolean;
  hierarchicalOcclusion: boolean;
  benchmark: boolean;
  uncertainty: boolean;
}

/** The manifest is the last file that a run writes: without one, the run is still active. */
export type ManifestState =
  | { kind: 'missing' }
  | { kind: 'present'; manifest: Manifest }
  | { kind: 'malformed'; message: string };

const MAX_BYTES = 64 * 1024;

/** Reads the manifest of a job whose directory is `path`. */
export async function readManifest(storage: Storage, path: string, job: ExplainDirectory): Promise<ManifestState> {
  const relative = `${dataDirectoryOf(job.eventFile)}/manifest.json`;
  try {
    const content = await storage.readInside(path, relative, MAX_BYTES, job.linked?.data);
    return parseManifest(new TextDecoder().decode(content), relative);
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return error.fault === 'not-found' ? { kind: 'missing' } : { kind: 'malformed', message: error.message };
  }
}

function parseManifest(json: string, path: string): ManifestState {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return { kind: 'malformed', message: `${path} is not valid JSON.` };
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
  };
  return { kind: 'present', manifest };
}
