import { answerNote, writeNote } from '@/lib/answer/marks';
import { expectedVersion, noteAddress, noteBody, parseBody } from '@/lib/api/mark-requests';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonResponse, route } from '../../../../respond';
import { jsonBody, writing } from '../../../../write';

/* A note: on the job (`job`), on a sample (`samples/ID`), or on a pair of explainers (`pair/A/B`). */

type Context = RouteContext<'/api/jobs/[key]/notes/[...on]'>;

export const GET = route(async (request: Request, { params }: Context) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  const { key, on } = await params;
  return jsonResponse(request, await answerNote(getManager(), key, noteAddress(on)));
});

export const PUT = writing(async (request, { params }: Context) => {
  const { key, on } = await params;
  const address = noteAddress(on);
  const expected = expectedVersion(request.headers.get('if-match'));
  return writeNote(getManager(), key, address, parseBody(noteBody, await jsonBody(request)), expected);
});
