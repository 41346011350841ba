import 'server-only';
import { reachFloor } from '@/lib/answer/floor';
import type { Tagged } from '@/lib/answer/job';
import type { SentPicture, TaggedPicture } from '@/lib/answer/pictures';
import { storeCodeOf } from '@/lib/answer/store-codes';
import { floorIn } from '@/lib/api/floor';
import { ApiError, type ApiProblem, type ApiProblemCode } from '@/lib/api/problem';
import { type Json, toJson } from '@/lib/json';
import { getManager } from '@/lib/manager/instance';

/* The HTTP layer of the API: validators, caching, problem documents. Route handlers parse the request and compute the answer. */

/** Cached by the browser, but revalidated each time. */
const REVALIDATE = 'private, no-cache';
const FOR_EVER = 'private, max-age=31536000, immutable';
const NO_STORE = 'no-store';

type Handler<C> = (request: Request, context: C) => Promise<Response>;

/** The job in the path of a request. */
const JOB = /\/api\/jobs\/([^/?]+)/;

/** A route handler whose errors become problem documents. It waits until the job has been read as far as the client was told (`api/floor.ts`). */
export function route<C>(handle: Handler<C>): Handler<C> {
  return async (request, context) => {
    try {
      const floor = floorIn(request.headers.get('cookie'));
      const key = floor && JOB.exec(request.url)?.[1];
      if (key) await reachFloor(getManager(), key, floor);
      return await handle(request, context);
    } catch (error) {
      return problemResponse(problemOf(error));
    }
  };
}

/** Errors by name, because errors of the worker lose their class when they are sent. */
const CODES: Record<string, ApiProblemCode> = {
  WorkerLostError: 'worker-lost',
  JobClosedError: 'worker-lost',
  AbandonedError: 'worker-lost',
  SurveyClosedError: 'worker-lost',
  SurveyLostError: 'worker-lost',
  DamagedSurveyError: 'worker-lost',
  UnknownValuesError: 'worker-lost',
  StorageError: 'unreadable',
  RecordChangedError: 'unreadable',
  AnswerTooLongError: 'answer-too-long',
  MarksLostError: 'worker-lost',
  MarksReadOnlyError: 'read-only',
  MarksFullError: 'disk-full',
  MarksBusyError: 'marks-busy',
  MarksUnreadableError: 'marks-unreadable',
  MarksUnreachableError: 'marks-unreachable',
  MarksLimitError: 'limit-reached',
  MarksUnknownError: 'unknown-mark',
  TooManyMapsError: 'answer-too-long',
  LongNamesError: 'answer-too-long',
  TableLostError: 'worker-lost',
};

/** The problem document of an error. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiError) return error.problem;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new ApiError(storeCodeOf(error) ?? CODES[name] ?? 'internal', message).problem;
}

export function problemResponse(problem: ApiProblem): Response {
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': NO_STORE });
  if (problem.status === 503) headers.set('Retry-After', '1');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** Whether the client already has the response with this validator (RFC 9110 §13.1.2). */
export function isNotModified(request: Request, etag: string): boolean {
  const tags = request.headers.get('if-none-match');
  if (tags === null) return false;
  return tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** The answer as JSON, or 304 if the client already has it. */
export function jsonResponse(request: Request, { answer, etag }: Tagged<unknown>): Response {
  return textResponse(request, { answer: answer === null ? null : toJson(answer), etag });
}

/** An answer that is already JSON, or 304 if the client already has it. */
export function textResponse(request: Request, { answer, etag }: Tagged<Json<unknown> | null>): Response {
  const headers = { ETag: etag, 'Cache-Control': REVALIDATE };
  if (answer === null || isNotModified(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(answer, { headers: { ...headers, 'Content-Type': 'application/json' } });
}

/** Bytes that are sent at a time. */
const STEP_BYTES = 128 * 1024;

/** Long content as a stream: the rest waits until the client has taken what was sent, and is not copied for each client. */
function inSteps(content: Uint8Array<ArrayBuffer>): BodyInit {
  if (content.length <= STEP_BYTES) return content;
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        controller.enqueue(content.subarray(at, at + STEP_BYTES));
        at += STEP_BYTES;
        if (at >= content.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A picture, or 304 if the client already has it. If its URL contains a version, it can be cached without expiry. */
export function pictureResponse(picture: SentPicture | TaggedPicture, version: string | undefined): Response {
  const { type, content } = picture;
  const headers = new Headers({ 'Cache-Control': version === undefined ? REVALIDATE : FOR_EVER });
  if ('etag' in picture && picture.etag !== null) headers.set('ETag', picture.etag);
  if (content === null) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', type);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Content-Security-Policy', "default-src 'none'");
  return new Response(content instanceof Uint8Array ? inSteps(content) : content, { headers });
}
