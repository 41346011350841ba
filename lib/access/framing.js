/* Access: which pages may show Salient in a frame. */

/**
 * The `frame-ancestors` directive of a Content-Security-Policy: our own origin, and the allowed ones.
 *
 * @param {readonly string[]} origins as in `https://hub.example.org`
 */
export const frameAncestors = (origins) => ['frame-ancestors', "'self'", ...origins].join(' ');
