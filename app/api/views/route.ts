import { addView, answerViews } from '@/lib/answer/marks';
import { addViewBody, parseBody } from '@/lib/api/mark-requests';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../respond';
import { jsonBody, writing } from '../write';

export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return jsonResponse(request, await answerViews(getManager()));
});

export const POST = writing(async (request) => addView(getManager(), parseBody(addViewBody, await jsonBody(request))));
