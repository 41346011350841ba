import { ApiError } from '@/lib/api/problem';
import { route } from '../respond';

/** Every other address below /api, so that it is answered as the API answers. */
export const GET = route(async (request: Request) => {
  throw new ApiError(
    'unknown-route',
    `The API has no address ${new URL(request.url).pathname}; /api/openapi.json lists them.`,
  );
});
