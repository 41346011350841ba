import 'server-only';
import type { Body as PictureBody } from '../answer/recorded-picture';
import type { ExplainManager } from '../manager/explain-manager';
import { type CompatError, failed, isCompatError, noEndpoint, noMethod } from './error';
import { answerEvaluation, answerJob, answerJobs } from './jobs';
import { type Body, parseBody, readBody } from './parameters';
import { answerImage } from './pictures';
import { type PythonValue, toJson } from './python';
import { answerHoc, answerSaliency, PREFIX } from './samples';

/** The parts of a request that the compatibility API uses. */
export interface CompatRequest {
  method: string;
  /** The path as requested; a trailing slash makes it another path. */
  path: string;
  query: URLSearchParams;
  body: ReadableStream<Uint8Array> | null;
}

export interface CompatAnswer {
  status: number;
  type: string;
  content: string | PictureBody;
}

type Endpoint = {
  method: 'GET' | 'POST';
  answer(manager: ExplainManager, request: CompatRequest): Promise<CompatAnswer>;
};

const get = (answer: (manager: ExplainManager, query: URLSearchParams) => Promise<PythonValue>): Endpoint => ({
  method: 'GET',
  answer: async (manager, { query }) => json(await answer(manager, query)),
});

const post = (answer: (manager: ExplainManager, body: Body) => Promise<PythonValue>): Endpoint => ({
  method: 'POST',
  answer: async (manager, { body }) => json(await answer(manager, parseBody(await readBody(body)))),
});

/** The six endpoints of the predecessor. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'explain-jobs': get(answerJobs),
  'explain-job': get(answerJob),
  evaluation: get(answerEvaluation),
  saliency: post(answerSaliency),
  hoc: post(answerHoc),
  image: {
    method: 'GET',
    answer: async (manager, { query }) => ({ status: 200, ...(await answerImage(manager, query)) }),
  },
};

/** Methods that the predecessor supports; it rejects others before checking the path. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Answers a request below the predecessor's prefix as the predecessor would. Never rejects. */
export async function answerCompat(manager: ExplainManager, request: CompatRequest): Promise<CompatAnswer> {
  try {
    if (!METHODS.includes(request.method)) throw noMethod();
    const name = request.path.startsWith(`${PREFIX}/`) ? request.path.slice(PREFIX.length + 1) : '';
    if (!Object.hasOwn(ENDPOINTS, name)) throw noEndpoint();
    const endpoint = ENDPOINTS[name];
    if (request.method !== endpoint.method) throw noMethod();
    return await endpoint.answer(manager, request);
  } catch (error) {
    const { code, sentence, status } = isCompatError(error) ? error : unexpected(error);
    return json({ error_code: code, error_msg: sentence }, status);
  }
}

/** Names of temporary errors. By name, because errors of the worker lose their class when they are sent. */
const TEMPORARY = ['WorkerLostError', 'JobClosedError', 'StorageError', 'RecordChangedError'];

/** An error that is not the client's: temporary, such as a lost worker, an answer too long to give, or an internal failure. */
function unexpected(error: unknown): CompatError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'AnswerTooLongError') return failed(message, 422);
  return failed(message, TEMPORARY.includes(name) ? 503 : 500);
}

function json(value: PythonValue, status = 200): CompatAnswer {
  return { status, type: 'application/json', content: `${toJson(value)}\n` };
}
