import { VIEWER_HEADER } from '@/lib/access/viewer.js';
import { addMark, answerMarks } from '@/lib/answer/marks';
import { addMarkBody, parseBody } from '@/lib/api/mark-requests';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../respond';
import { jsonBody, writing } from '../write';

export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return jsonResponse(request, await answerMarks(getManager(), request.headers.has(VIEWER_HEADER)));
});

export const POST = writing(async (request) => addMark(getManager(), parseBody(addMarkBody, await jsonBody(request))));
