import { answerSamples } from '@/lib/answer/job';
import { parseQuery, samplesRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isKnown, jsonResponse, route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/samples'>) => {
  const query = parseQuery(samplesRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return jsonResponse(request, await answerSamples(getManager(), key, query, (etag) => isKnown(request, etag)));
});
