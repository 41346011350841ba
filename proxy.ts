import { type NextRequest, NextResponse } from 'next/server';

/**
 * Sends a page's address with a slash at its end to the one without, and gives every page a Content-Security-Policy with a nonce
 * of its own: only scripts that this answer carries are run. Inline `style` attributes are allowed, because popovers and sliders
 * are placed by them.
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

/** Pages only: what the API and the build serve carries no script. */
export const config = {
  matcher: [{ source: '/((?!api/|v1/|metrics$|_next/static|favicon.ico).*)' }, { source: '/' }],
};
