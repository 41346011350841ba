import { makeShard } from '@/lib/answer/shards';
import { parseBody } from '@/lib/api/mark-requests';
import { shardBody } from '@/lib/api/shard-requests';
import { getManager } from '@/lib/manager/instance';
import { jsonBody, writing } from '../../../../write';

export const POST = writing(async (request, { params }: RouteContext<'/api/jobs/[key]/insight/shards'>) =>
  makeShard(getManager(), (await params).key, parseBody(shardBody, await jsonBody(request))),
);
