import { answerTriage } from '@/lib/answer/insight-triage';
import { triageRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/triage'>) => {
  const query = parseQuery(triageRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerTriage(getManager(), (await params).key, query));
});
