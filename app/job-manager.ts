import 'server-only';
import { cookies } from 'next/headers';
import { reachFloor } from '@/lib/answer/floor';
import { FLOOR_COOKIE } from '@/lib/api/floor';
import type { ExplainManager } from '@/lib/manager/explain-manager';
import { getManager } from '@/lib/manager/instance';

/** The manager, for a page of a job: it has read the job as far as this browser was told by any replica. */
export async function managerOf(key: string): Promise<ExplainManager> {
  const manager = getManager();
  await reachFloor(manager, key, (await cookies()).get(FLOOR_COOKIE)?.value);
  return manager;
}
