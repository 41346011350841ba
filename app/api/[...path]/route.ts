import { ApiError } from '@/lib/api/problem';
import { route } from '../respond';

/** Any other URL below /api, so that it gets a problem document as well. */
export const GET = route(async (request: Request) => {
  throw new ApiError('unknown-route', `The API has no ${new URL(request.url).pathname}; see /api/openapi.json.`);
});
