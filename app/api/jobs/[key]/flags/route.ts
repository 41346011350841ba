import { setFlags } from '@/lib/answer/marks';
import { expectedIfAny, flagsBody, parseBody } from '@/lib/api/mark-requests';
import { getManager } from '@/lib/manager/instance';
import { jsonBody, writing } from '../../../write';

export const PUT = writing(async (request, { params }: RouteContext<'/api/jobs/[key]/flags'>) => {
  const flags = parseBody(flagsBody, await jsonBody(request));
  return setFlags(getManager(), (await params).key, flags, expectedIfAny(request.headers.get('if-match')));
});
