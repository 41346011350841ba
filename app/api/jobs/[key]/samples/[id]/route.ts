import { answerSample } from '@/lib/answer/samples';
import { parsePath, parseQuery, sampleAddress, thresholdRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/samples/[id]'>) => {
  const query = parseQuery(thresholdRequest, new URL(request.url).searchParams);
  const { key, ...path } = await params;
  const { id } = parsePath(sampleAddress, path);
  return jsonResponse(request, await answerSample(getManager(), key, id, query));
});
