import { answerPairs } from '@/lib/answer/insight-agreement';
import { pairsRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/pairs'>) => {
  // Without explainers the answer names those of the job.
  const query = parseQuery(pairsRequest.partial({ a: true, b: true }), new URL(request.url).searchParams);
  return jsonResponse(request, await answerPairs(getManager(), (await params).key, query));
});
