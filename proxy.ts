import { type NextRequest, NextResponse } from 'next/server';

/**
 * Redirects page URLs with a trailing slash, and gives every page a Content-Security-Policy with a fresh nonce, so that only the
 * scripts of this response run. Inline `style` attributes are allowed, because they position popovers and sliders.
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
    "frame-ancestors 'none'",
  ].join('; ');

  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set('Referrer-Policy', 'no-referrer');
  return response;
}

/** Pages only: responses of the API and static files contain no scripts to protect. */
export const config = {
  matcher: [{ source: '/((?!api/|v1/|metrics$|_next/static|favicon.ico).*)' }, { source: '/' }],
};
