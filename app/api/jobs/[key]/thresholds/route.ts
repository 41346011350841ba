import { answerThresholds } from '@/lib/answer/thresholds';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, jsonResponse, route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/thresholds'>) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  const { key } = await params;
  return jsonResponse(request, await answerThresholds(getManager(), key, (etag) => isNotModified(request, etag)));
});
