import { answerNotes } from '@/lib/answer/marks';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/notes'>) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return jsonResponse(request, await answerNotes(getManager(), (await params).key));
});
