import { noParameters, parseQuery } from '@/lib/api/requests';
import { route } from '../../respond';

/** The process answers. A base directory that is gone is no reason to start it again. */
export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return Response.json({ live: true }, { headers: { 'Cache-Control': 'no-store' } });
});
