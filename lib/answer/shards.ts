import 'server-only';
import { ApiError } from '../api/problem';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobShards, ShardProgress } from '../manager/job-shards';
import { withJob } from './job';

/* What `salient survey --shard` and `--collect` ask of the server that they start. Other servers have no place for shards. */

/** How far a shard has got; it is begun, unless it was. Throws ApiError. */
export function makeShard(
  manager: ExplainManager,
  key: string,
  { shard, of }: { shard: number; of: number },
): Promise<ShardProgress | null> {
  return ofShards(manager, key, (shards, loader, isLive) => {
    if (isLive) throw new ApiError('conflict', 'The job is still being written: shards of it would not fit together.');
    return shards.make(loader, shard, of);
  });
}

/** How far collecting the shards of a job has got; it is begun, unless it was. Throws ApiError. */
export function collectShards(manager: ExplainManager, key: string): Promise<ShardProgress | null> {
  return ofShards(manager, key, (shards, loader) => shards.collect(loader));
}

/** Null while the job is being loaded. */
function ofShards(
  manager: ExplainManager,
  key: string,
  work: (shards: JobShards, loader: ExplainLoader, isLive: boolean) => ShardProgress,
): Promise<ShardProgress | null> {
  const { shards } = manager;
  if (shards === null) throw new ApiError('unknown-route', 'This server has no place for shards.');
  return withJob(
    manager,
    key,
    async (loader, { state, problems }) => {
      if (state === 'loading') return null;
      if (state === 'unreadable') throw new ApiError('unreadable', problems[0]?.message ?? 'The job cannot be read.');
      return work(shards, loader, state === 'live');
    },
    true,
  );
}
