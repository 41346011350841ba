import { answerCompare } from '@/lib/answer/compare';
import { compareRequest } from '@/lib/api/compare-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../respond';

export const GET = route(async (request: Request) => {
  const query = parseQuery(compareRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerCompare(getManager(), query));
});
