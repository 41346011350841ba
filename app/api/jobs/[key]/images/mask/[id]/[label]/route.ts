import { maskPicture } from '@/lib/answer/pictures';
import { maskAddress, parsePath, parseQuery, pictureRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { pictureResponse, route } from '../../../../../../respond';

type Context = RouteContext<'/api/jobs/[key]/images/mask/[id]/[label]'>;

export const GET = route(async (request: Request, { params }: Context) => {
  const { v } = parseQuery(pictureRequest, new URL(request.url).searchParams);
  const { key, ...path } = await params;
  const address = parsePath(maskAddress, path);
  return pictureResponse(await maskPicture(getManager(), key, address, request.signal), v);
});
