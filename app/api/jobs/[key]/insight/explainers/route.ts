import { answerExplainers } from '@/lib/answer/insight-explainers';
import { explainersRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/explainers'>) => {
  const query = parseQuery(explainersRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerExplainers(getManager(), (await params).key, query));
});
