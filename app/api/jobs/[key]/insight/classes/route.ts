import { answerClasses } from '@/lib/answer/insight-classes';
import { classesRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/classes'>) => {
  const query = parseQuery(classesRequest, new URL(request.url).searchParams);
  return jsonResponse(request, await answerClasses(getManager(), (await params).key, query));
});
