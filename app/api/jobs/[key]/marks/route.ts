import { answerJobMarks, markSamples } from '@/lib/answer/marks';
import { expectedIfAny, markingBody, parseBody } from '@/lib/api/mark-requests';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../respond';
import { jsonBody, writing } from '../../../write';

type Context = RouteContext<'/api/jobs/[key]/marks'>;

export const GET = route(async (request: Request, { params }: Context) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return jsonResponse(request, await answerJobMarks(getManager(), (await params).key));
});

export const POST = writing(async (request, { params }: Context) => {
  const body = parseBody(markingBody, await jsonBody(request));
  return markSamples(getManager(), (await params).key, body, expectedIfAny(request.headers.get('if-match')));
});
