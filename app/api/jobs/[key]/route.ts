import { answerJob } from '@/lib/answer/job';
import { parseQuery, thresholdRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, route, textResponse } from '../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]'>) => {
  const query = parseQuery(thresholdRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return textResponse(request, await answerJob(getManager(), key, query, (etag) => isNotModified(request, etag)));
});
