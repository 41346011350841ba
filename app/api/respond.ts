import 'server-only';
import type { Tagged } from '@/lib/answer/job';
import { ApiError, type ApiProblem, type ApiProblemCode } from '@/lib/api/problem';
import { type Json, toJson } from '@/lib/json';

/* How the API speaks HTTP: validators, caching, problem documents. Route handlers parse, ask and hand the answer over. */

/** Kept by the browser, but asked about again each time. */
const REVALIDATE = 'private, no-cache';
const FOR_EVER = 'private, max-age=31536000, immutable';
const NEVER = 'no-store';

type Handler<C> = (request: Request, context: C) => Promise<Response>;

/** A route handler whose errors become problem documents. */
export function route<C>(handle: Handler<C>): Handler<C> {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      return problemResponse(problemOf(error));
    }
  };
}

/** Errors by name, because those of the worker have lost their class on the way. */
const CODES: Record<string, ApiProblemCode> = {
  WorkerLostError: 'worker-lost',
  JobClosedError: 'worker-lost',
  AbandonedError: 'worker-lost',
  StorageError: 'unreadable',
  RecordChangedError: 'unreadable',
};

/** The problem document of an error. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiError) return error.problem;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new ApiError(CODES[name] ?? 'internal', message).problem;
}

export function problemResponse(problem: ApiProblem): Response {
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': NEVER });
  if (problem.status === 503) headers.set('Retry-After', '1');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** Whether the asker already has the answer with this validator (RFC 9110 §13.1.2). */
export function isKnown(request: Request, etag: string): boolean {
  const known = request.headers.get('if-none-match');
  if (known === null) return false;
  return known === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** The answer as JSON, or 304 where the asker has it. */
export function jsonResponse(request: Request, { answer, etag }: Tagged<unknown>): Response {
  return textResponse(request, { answer: answer === null ? null : toJson(answer), etag });
}

/** An answer that is JSON already, or 304 where the asker has it. */
export function textResponse(request: Request, { answer, etag }: Tagged<Json<unknown> | null>): Response {
  const headers = { ETag: etag, 'Cache-Control': REVALIDATE };
  if (answer === null || isKnown(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(answer, { headers: { ...headers, 'Content-Type': 'application/json' } });
}

/** A picture; one whose address names its version may be kept for ever. */
export function pictureResponse(
  { type, content }: { type: string; content: Uint8Array<ArrayBuffer> },
  version: string | undefined,
): Response {
  return new Response(content, {
    headers: {
      'Content-Type': type,
      'Cache-Control': version === undefined ? REVALIDATE : FOR_EVER,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'",
    },
  });
}
