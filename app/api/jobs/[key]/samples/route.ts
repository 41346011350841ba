import { answerSamples } from '@/lib/answer/samples';
import { parseQuery, samplesRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, route, textResponse } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/samples'>) => {
  const query = parseQuery(samplesRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return textResponse(request, await answerSamples(getManager(), key, query, (etag) => isNotModified(request, etag)));
});
