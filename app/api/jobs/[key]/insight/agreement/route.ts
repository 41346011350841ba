import { answerAgreement } from '@/lib/answer/insight-agreement';
import { explainersRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/agreement'>) => {
  const query = parseQuery(explainersRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerAgreement(getManager(), (await params).key, query));
});
