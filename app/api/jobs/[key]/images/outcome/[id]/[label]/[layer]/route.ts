import { outcomePicture } from '@/lib/answer/pictures';
import { outcomeAddress, parsePath, parseQuery, pictureRequest } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { pictureResponse, route } from '../../../../../../../respond';

type Context = RouteContext<'/api/jobs/[key]/images/outcome/[id]/[label]/[layer]'>;

export const GET = route(async (request: Request, { params }: Context) => {
  const { v } = parseQuery(pictureRequest, new URL(request.url).searchParams);
  const { key, ...path } = await params;
  const address = parsePath(outcomeAddress, path);
  return pictureResponse(await outcomePicture(getManager(), key, address, request.signal), v);
});
