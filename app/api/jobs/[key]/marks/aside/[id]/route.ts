import { answerAside, settleAside } from '@/lib/answer/marks-aside';
import { asideBody, numberAddress, parseBody } from '@/lib/api/mark-requests';
import { noParameters, parsePath, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../../respond';
import { jsonBody, writing } from '../../../../../write';

type Context = RouteContext<'/api/jobs/[key]/marks/aside/[id]'>;

export const GET = route(async (request: Request, { params }: Context) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  const { key, id } = await params;
  return jsonResponse(request, await answerAside(getManager(), key, parsePath(numberAddress, { id }).id));
});

export const POST = writing(async (request, { params }: Context) => {
  const { key, id } = await params;
  const { action, generation } = parseBody(asideBody, await jsonBody(request));
  return settleAside(getManager(), key, parsePath(numberAddress, { id }).id, action, generation);
});
