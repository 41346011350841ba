import { answerCompat } from '@/lib/compat/endpoints';
import { getManager } from '@/lib/manager/instance';

/** The API of the predecessor, for its pages and for scripts that use it. */
async function handle(request: Request): Promise<Response> {
  const { pathname: path, searchParams: query } = new URL(request.url);
  const { method, body } = request;
  const { status, type, content } = await answerCompat(getManager(), { method, path, query, body });
  return new Response(method === 'HEAD' ? null : content, {
    status,
    headers: {
      'Content-Type': type,
      'Cache-Control': 'private, no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'",
    },
  });
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
