import { changeView, removeView } from '@/lib/answer/marks';
import { changeViewBody, expectedNumber, numberAddress, parseBody } from '@/lib/api/mark-requests';
import { parsePath } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { jsonBody, writing } from '../../write';

type Context = RouteContext<'/api/views/[id]'>;

export const PUT = writing(async (request, { params }: Context) => {
  const { id } = parsePath(numberAddress, await params);
  const expected = expectedNumber(request.headers.get('if-match'));
  return changeView(getManager(), id, parseBody(changeViewBody, await jsonBody(request)), expected);
});

export const DELETE = writing(async (request, { params }: Context) => {
  const { id } = parsePath(numberAddress, await params);
  return removeView(getManager(), id, expectedNumber(request.headers.get('if-match')));
});
