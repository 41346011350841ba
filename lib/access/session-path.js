/*
 * Access: URLs that contain the session, as in `/tools/t/SESSION/jobs`, for frames in which browsers store no cookies. Next is then
 * served below `/tools/t/SESSION`, so that every link, script and image URL of a page contains it.
 */
import { pathBelow } from './target.js';

const SESSION = /^\/t\/([\w-]{43})(?=[/?]|$)/;

/**
 * Splits a URL below the prefix into the session, if it has one, and the URL without it.
 *
 * @param {string} address path and query
 * @param {string} basePath as in `/tools`, empty for none
 * @returns {{ session: string | null, address: string }} the address is below the prefix
 */
export function splitSession(address, basePath) {
  const [path] = address.split('?', 1);
  const below = pathBelow(path, basePath);
  const [start, session] = SESSION.exec(below) ?? [];
  if (start === undefined) return { session: null, address };
  return { session, address: `${basePath}${below.slice(start.length) || '/'}${address.slice(path.length)}` };
}

/** The base path of Next after the prefix. @param {string} session empty for none */
export const sessionPath = (session) => (session === '' ? '' : `/t/${session}`);
