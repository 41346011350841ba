import { answerNeighbours } from '@/lib/answer/samples';
import { orderRequest, parsePath, parseQuery, sampleAddress } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../../respond';

export const GET = route(
  async (request: Request, { params }: RouteContext<'/api/jobs/[key]/samples/[id]/neighbours'>) => {
    const query = parseQuery(orderRequest, new URL(request.url).searchParams);
    const { key, ...path } = await params;
    const { id } = parsePath(sampleAddress, path);
    return jsonResponse(request, await answerNeighbours(getManager(), key, id, query));
  },
);
