import { type NextRequest, NextResponse } from 'next/server';
import { BAR_HEADER } from './components/frame/slim-bar';
import { frameAncestors } from './lib/access/framing.js';
import { settingsFromEnvironment } from './lib/settings.js';

const FRAME_ANCESTORS = frameAncestors(settingsFromEnvironment().frameAncestors);

/**
 * Redirects a page address that ends in a slash to the one without, and gives every page a Content-Security-Policy with a fresh
 * nonce: only scripts of this response run. Inline `style` attributes are allowed, because popovers and sliders are positioned by
 * them.
 */
export function proxy(request: NextRequest): NextResponse {
  const { basePath, pathname, search } = request.nextUrl;
  if (pathname !== '/' && pathname.endsWith('/')) {
    return NextResponse.redirect(new URL(`${basePath}${pathname.replace(/\/+$/, '')}${search}`, request.url), 308);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const isDevelopment = process.env.NODE_ENV === 'development';
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    FRAME_ANCESTORS,
  ].join('; ');

  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Layouts are not told the query.
  headers.set(BAR_HEADER, request.nextUrl.searchParams.get('bar') ?? '');
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set('Referrer-Policy', 'no-referrer');
  return response;
}

/** Pages only: responses of the API and static files of the build carry no scripts. */
export const config = {
  matcher: [{ source: '/((?!api/|v1/|metrics$|_next/static|favicon.ico).*)' }, { source: '/' }],
};
