import 'server-only';
import { MAX_BODY_BYTES } from '@/lib/api/mark-choices';
import { ApiError } from '@/lib/api/problem';
import { route } from './respond';

/* Requests that write: only from this site or from programs, in JSON, and not too large. */

const JSON_TYPE = 'application/json';

type Handler<C> = (request: Request, context: C) => Promise<unknown>;

/** A route handler that writes. It returns what is sent as JSON. */
export function writing<C>(handle: Handler<C>) {
  return route(async (request: Request, context: C) => {
    refuseOtherSites(request.headers);
    const answer = await handle(request, context);
    return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } });
  });
}

/**
 * Refuses a request that a page of another site has made. Browsers say where a request comes from: in `Sec-Fetch-Site`, which they send
 * to secure addresses and to localhost, and in `Origin`. Other programs say neither. A page of another site cannot send JSON either
 * without being allowed to by this server, which allows nobody (Fetch standard, CORS-safelisted request headers).
 */
function refuseOtherSites(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  const isOwn = site === null ? isOwnOrigin(headers) : site === 'same-origin' || site === 'none';
  if (!isOwn)
    throw new ApiError(
      'cross-site',
      `The request was made by a page of another site: ${headers.get('origin') ?? site}.`,
    );
}

function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  if (origin === null) return true;
  const hosts = [headers.get('host'), ...(headers.get('x-forwarded-host') ?? '').split(',')];
  const [, host] = /^https?:\/\/([^/]+)$/i.exec(origin) ?? [];
  return host !== undefined && hosts.some((own) => own?.trim().toLowerCase() === host.toLowerCase());
}

/** The JSON in the body of a request. Throws ApiError `wrong-type`, `too-large` or `bad-parameter`. */
export async function jsonBody(request: Request): Promise<unknown> {
  const text = await textBody(request, JSON_TYPE, MAX_BODY_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('bad-parameter', 'The body is not JSON.', { parameter: 'body', allowed: 'JSON' });
  }
}

/** The body of a request as text. Throws ApiError `wrong-type` if it has another media type, and `too-large` over `maxBytes`. */
export async function textBody(request: Request, type: string, maxBytes: number): Promise<string> {
  const given = request.headers.get('content-type') ?? 'none';
  if (given.split(';', 1)[0].trim().toLowerCase() !== type)
    throw new ApiError('wrong-type', `The content type is ${given}; it must be ${type}.`);
  const tooLarge = new ApiError('too-large', `The body has more than ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge;
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
