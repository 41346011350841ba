import { collectShards } from '@/lib/answer/shards';
import { getManager } from '@/lib/manager/instance';
import { writing } from '../../../../../write';

export const POST = writing(async (_, { params }: RouteContext<'/api/jobs/[key]/insight/shards/collect'>) =>
  collectShards(getManager(), (await params).key),
);
