import { compareReportRequest } from '@/lib/api/report-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { compareReportResponse } from '../../report';
import { route } from '../../respond';

export const GET = route(async (request: Request) => {
  const query = parseQuery(compareReportRequest, new URL(request.url).searchParams);
  return compareReportResponse(getManager(), query, request.signal);
});
