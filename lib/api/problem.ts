/** Machine-readable error codes of the API. */
export type ApiProblemCode =
  | 'bad-parameter'
  | 'unknown-job'
  | 'unknown-sample'
  | 'unknown-picture'
  | 'picture-missing'
  | 'picture-forbidden'
  | 'picture-outside'
  | 'picture-undecodable'
  | 'unknown-mask'
  | 'answer-too-long'
  | 'worker-lost'
  | 'unreadable'
  | 'store-unavailable'
  | 'store-refused'
  | 'unknown-route'
  | 'unhealthy'
  | 'conflict'
  | 'precondition-required'
  | 'not-surveyed'
  | 'unknown-mark'
  | 'too-long'
  | 'too-large'
  | 'limit-reached'
  | 'wrong-type'
  | 'cross-site'
  | 'read-only'
  | 'disk-full'
  | 'marks-busy'
  | 'marks-unreadable'
  | 'marks-unreachable'
  | 'internal';

/** Error codes of the gate (lib/access), which checks requests before they reach the API. */
export type GateProblemCode = 'no-token' | 'wrong-token' | 'too-many-guesses' | 'view-token';

/** An error response: RFC 9457, "Problem Details for HTTP APIs", with our code. */
export interface ApiProblem {
  type: string;
  title: string;
  status: number;
  /** A sentence for the user with the specific names and numbers. */
  detail: string;
  code: ApiProblemCode | GateProblemCode;
  /** For `bad-parameter`: the parameter, its value and the allowed values. */
  parameter?: string;
  value?: string;
  allowed?: string;
  /** For `conflict`: what is there now, null if nothing is. */
  current?: unknown;
}

const STATUS: Record<ApiProblemCode, [status: number, title: string]> = {
  'bad-parameter': [400, 'Invalid parameter'],
  'unknown-job': [404, 'No such explain job'],
  'unknown-sample': [404, 'No such sample'],
  'unknown-picture': [404, 'No such picture'],
  'picture-missing': [404, 'The picture file does not exist'],
  'picture-forbidden': [403, 'No permission to read the picture'],
  'picture-outside': [404, 'The picture is outside of the directory of its job'],
  'picture-undecodable': [422, 'The file cannot be shown as a picture'],
  'unknown-mask': [422, 'Unknown mask of a counterfactual'],
  'answer-too-long': [422, 'The answer would be too long'],
  'worker-lost': [503, 'The job is being loaded again'],
  unreadable: [503, 'The files of the job cannot be read'],
  'store-unavailable': [503, 'The object store does not answer as it should'],
  'store-refused': [503, 'The object store refuses the credentials'],
  'unknown-route': [404, 'No such URL'],
  unhealthy: [503, 'The base directory cannot be read'],
  conflict: [409, 'It has been changed meanwhile'],
  'not-surveyed': [409, 'The survey is not complete'],
  'precondition-required': [428, 'The version is missing'],
  'unknown-mark': [404, 'No such mark'],
  'too-long': [422, 'Too long'],
  'too-large': [413, 'The request is too large'],
  'limit-reached': [422, 'More than is kept'],
  'wrong-type': [415, 'The content type is wrong'],
  'cross-site': [403, 'A request of another site'],
  'read-only': [403, 'Nothing can be written'],
  'disk-full': [507, 'The disk is full'],
  'marks-busy': [503, 'The database of marks is in use'],
  'marks-unreadable': [503, 'The database of marks cannot be read'],
  'marks-unreachable': [503, 'The database of marks cannot be reached'],
  internal: [500, 'Internal error'],
};

/** Thrown if a request cannot be answered; the response is its problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: ApiProblem;

  constructor(
    code: ApiProblemCode,
    detail: string,
    extra: Pick<ApiProblem, 'parameter' | 'value' | 'allowed' | 'current'> = {},
  ) {
    super(detail);
    const [status, title] = STATUS[code];
    this.problem = { type: `urn:salient:problem:${code}`, title, status, detail, code, ...extra };
  }
}
