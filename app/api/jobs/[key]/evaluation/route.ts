import { answerEvaluation } from '@/lib/answer/job';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, route, textResponse } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/evaluation'>) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  const { key } = await params;
  return textResponse(request, await answerEvaluation(getManager(), key, (etag) => isNotModified(request, etag)));
});
