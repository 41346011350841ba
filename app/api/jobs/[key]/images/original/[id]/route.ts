import { originalPicture } from '@/lib/answer/pictures';
import { parsePath, parseQuery, pictureRequest, sampleAddress } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { isNotModified, pictureResponse, route } from '../../../../../respond';

export const GET = route(async (request: Request, { params }: RouteContext<'/api/jobs/[key]/images/original/[id]'>) => {
  const { v } = parseQuery(pictureRequest, new URL(request.url).searchParams);
  const { key, ...path } = await params;
  const { id } = parsePath(sampleAddress, path);
  const isCached = (etag: string) => isNotModified(request, etag);
  return pictureResponse(await originalPicture(getManager(), key, id, request.signal, isCached), v);
});
