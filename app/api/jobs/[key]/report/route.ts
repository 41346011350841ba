import { reportRequest } from '@/lib/api/report-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jobReportResponse } from '../../../report';
import { route } from '../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/report'>) => {
  const query = parseQuery(reportRequest, new URL(request.url).searchParams);
  return jobReportResponse(getManager(), (await params).key, query, request.signal);
});
