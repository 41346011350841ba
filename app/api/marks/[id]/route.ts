import { changeMark, removeMark } from '@/lib/answer/marks';
import { changeMarkBody, expectedNumber, numberAddress, parseBody } from '@/lib/api/mark-requests';
import { parsePath } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonBody, writing } from '../../write';

type Context = RouteContext<'/api/marks/[id]'>;

export const PUT = writing(async (request, { params }: Context) => {
  const { id } = parsePath(numberAddress, await params);
  const expected = expectedNumber(request.headers.get('if-match'));
  return changeMark(getManager(), id, parseBody(changeMarkBody, await jsonBody(request)), expected);
});

export const DELETE = writing(async (request, { params }: Context) => {
  const { id } = parsePath(numberAddress, await params);
  return removeMark(getManager(), id, expectedNumber(request.headers.get('if-match')));
});
