/* Access: which pages may show Salient in a frame. */

/**
 * The `frame-ancestors` directive of a Content-Security-Policy: our own origin, and those that were allowed.
 *
 * @param {readonly string[]} origins as in `https://hub.example.org`
 */
export const frameAncestors = (origins) => ['frame-ancestors', "'self'", ...origins].join(' ');
