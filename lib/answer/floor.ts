import 'server-only';
import { parseFloor } from '../api/floor';
import { jobIdOf } from '../api/job-key';
import type { ExplainManager } from '../manager/explain-manager';

/** A request waits this long for a job to be read as far as its client was told: a job that is being read for the first time shows how far it is. */
const PATIENCE_MS = 2_000;

/**
 * Resolves once the job of a request has been read as far as its client was told, by this replica or another one, or cannot be.
 *
 * @param cookie the value of the cookie of the client
 */
export async function reachFloor(manager: ExplainManager, key: string, cookie: string | undefined): Promise<void> {
  const floor = parseFloor(cookie);
  const id = jobIdOf(key);
  if (floor?.key !== key || id === null) return;
  await manager.readUpTo(id, floor.generation, floor.bytes, PATIENCE_MS);
}
