import { answerFacets } from '@/lib/answer/samples';
import { jobFacetsRequest, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, route, textResponse } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/facets'>) => {
  const query = parseQuery(jobFacetsRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return textResponse(request, await answerFacets(getManager(), key, query, (etag) => isNotModified(request, etag)));
});
