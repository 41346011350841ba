import { answerTables } from '@/lib/answer/tables/tables';
import { parseQuery } from '@/lib/api/requests';
import { tablesRequest } from '@/lib/api/table-requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/tables'>) => {
  const query = parseQuery(tablesRequest, new URL(request.url).searchParams);
  const { key } = await params;
  return jsonResponse(request, await answerTables(getManager(), key, query));
});
