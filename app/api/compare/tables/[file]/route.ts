import { openCompareTable } from '@/lib/answer/tables/compare-table';
import { writtenTable } from '@/lib/answer/tables/written-table';
import { parsePath, parseQuery } from '@/lib/api/requests';
import { compareTableAddress, compareTableRequest } from '@/lib/api/table-requests';
import { getManager } from '@/lib/manager/instance';
import { route } from '../../../respond';
import { partsOf, tableResponse } from '../../../table';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/compare/tables/[file]'>) => {
  const query = parseQuery(compareTableRequest, new URL(request.url).searchParams);
  const { file } = parsePath(compareTableAddress, await params);
  const { format } = partsOf(file);
  const parts = writtenTable(query.a, format, () => openCompareTable(getManager(), query), request.signal);
  return tableResponse(request, parts, { ...query, format, name: `compared-${file}` });
});
