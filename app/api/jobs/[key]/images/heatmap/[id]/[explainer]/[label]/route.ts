import { heatmapPicture } from '@/lib/answer/pictures';
import { heatmapAddress, heatmapRequest, parsePath, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { pictureResponse, route } from '../../../../../../../respond';

type Context = RouteContext<'/api/jobs/[key]/images/heatmap/[id]/[explainer]/[label]'>;

export const GET = route(async (request: Request, { params }: Context) => {
  const { as, v } = parseQuery(heatmapRequest, new URL(request.url).searchParams);
  const { key, ...path } = await params;
  const address = parsePath(heatmapAddress, path);
  return pictureResponse(await heatmapPicture(getManager(), key, address, as, request.signal), v);
});
