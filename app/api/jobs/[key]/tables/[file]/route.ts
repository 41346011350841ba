import { jobNameOf } from '@/lib/answer/job-name';
import { openJobTable } from '@/lib/answer/tables/job-table';
import { writtenTable } from '@/lib/answer/tables/written-table';
import { jobIdOf } from '@/lib/api/job-key';
import { parsePath, parseQuery } from '@/lib/api/requests';
import { tableAddress, tableRequest } from '@/lib/api/table-requests';
import { getManager } from '@/lib/manager/instance';
import { route } from '../../../../respond';
import { partsOf, tableResponse } from '../../../../table';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/tables/[file]'>) => {
  const query = parseQuery(tableRequest, new URL(request.url).searchParams);
  const { key, ...address } = await params;
  const { file } = parsePath(tableAddress, address);
  const { table, format } = partsOf(file);
  const manager = getManager();
  const parts = writtenTable(key, format, () => openJobTable(manager, key, table, query), request.signal);
  const id = jobIdOf(key);
  return tableResponse(request, parts, {
    ...query,
    format,
    name: `${id === null ? key : jobNameOf(manager, id)}-${file}`,
  });
});
