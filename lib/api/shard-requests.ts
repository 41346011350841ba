import { z } from 'zod';

/* The body of the request by which `salient survey --shard` has its own server make a shard. The command has checked its options before. */

const OF = 'an integer from 1 on';
const SHARD = 'an integer from 0 on, below the number of shards';

export const shardBody = z
  .object({
    shard: z.int({ error: SHARD }).min(0, { error: SHARD }),
    of: z.int({ error: OF }).min(1, { error: OF }),
  })
  .refine(({ shard, of }) => shard < of, { path: ['shard'], error: SHARD });
