import { answerSampleInsight } from '@/lib/answer/insight-sample';
import { sampleInsightRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/sample'>) => {
  const query = parseQuery(sampleInsightRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerSampleInsight(getManager(), (await params).key, query));
});
