import { answerConfusion } from '@/lib/answer/confusion';
import { parseQuery, thresholdRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, jsonResponse, route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/confusion'>) => {
  const query = parseQuery(thresholdRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return jsonResponse(request, await answerConfusion(getManager(), key, query, (etag) => isNotModified(request, etag)));
});
