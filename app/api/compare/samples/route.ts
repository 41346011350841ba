import { answerCompareSamplesJson } from '@/lib/answer/compare-samples';
import { compareSamplesRequest } from '@/lib/api/compare-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, route, textResponse } from '../../respond';

export const GET = route(async (request: Request) => {
  const query = parseQuery(compareSamplesRequest, new URL(request.url).searchParams);
  return textResponse(
    request,
    await answerCompareSamplesJson(getManager(), query, (etag) => isNotModified(request, etag)),
  );
});
