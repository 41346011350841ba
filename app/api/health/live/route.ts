import { noParameters, parseQuery } from '@/lib/api/requests';
import { route } from '../../respond';

/** Whether the process responds. A missing base directory is no reason to restart it. */
export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  return Response.json({ live: true }, { headers: { 'Cache-Control': 'no-store' } });
});
