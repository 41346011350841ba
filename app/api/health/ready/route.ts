import { answerReadiness } from '@/lib/answer/health';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { route } from '../../respond';

export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return Response.json(answerReadiness(getManager()), { headers: { 'Cache-Control': 'no-store' } });
});
