import { answerShortcuts } from '@/lib/answer/insight-classes';
import { shortcutsRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { route, textResponse } from '../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/shortcuts'>) => {
  const query = parseQuery(shortcutsRequest, new URL(request.url).searchParams);
  return textResponse(request, await answerShortcuts(getManager(), (await params).key, query));
});
