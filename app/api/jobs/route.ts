import { etagOf } from '@/lib/answer/etag';
import { answerJobs } from '@/lib/answer/jobs';
import { jobsRequest, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../respond';

export const GET = route(async (request: Request) => {
  const answer = await answerJobs(getManager(), parseQuery(jobsRequest, new URL(request.url).searchParams));
  return jsonResponse(request, { answer, etag: etagOf(answer) });
});
