import 'server-only';
import { createHash } from 'node:crypto';

/**
 * A strong validator (RFC 9110 §8.8.3) of an answer that is determined by `parts`: equal parts give equal tags in all processes
 * of the same build.
 */
export function etagOf(...parts: readonly unknown[]): string {
  const content = JSON.stringify([process.env.SALIENT_BUILD, ...parts]);
  return `"${createHash('sha1').update(content).digest('base64url')}"`;
}
