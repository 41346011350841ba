import { answerDistributions } from '@/lib/answer/insight-distributions';
import { insightRequest } from '@/lib/api/insight-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';

export const GET = route(
  async (request: Request, { params }: RouteContext<'/api/jobs/[key]/insight/distributions'>) => {
    const query = parseQuery(insightRequest, new URL(request.url).searchParams);
    return jsonResponse(request, await answerDistributions(getManager(), (await params).key, query));
  },
);
