/** Machine-readable reasons why a request failed. */
export type ApiProblemCode =
  | 'bad-parameter'
  | 'unknown-job'
  | 'unknown-sample'
  | 'unknown-picture'
  | 'picture-missing'
  | 'picture-forbidden'
  | 'picture-undecodable'
  | 'unknown-mask'
  | 'worker-lost'
  | 'unreadable'
  | 'unknown-route'
  | 'unhealthy'
  | 'internal';

/** Reasons why access was denied; given by the gate (lib/access), which is in front of the API. */
export type GateProblemCode = 'no-token' | 'wrong-token' | 'too-many-guesses';

/** An error answer: RFC 9457, "Problem Details for HTTP APIs", with a code of ours. */
export interface ApiProblem {
  type: string;
  title: string;
  status: number;
  /** A human-readable sentence with the names and numbers. */
  detail: string;
  code: ApiProblemCode | GateProblemCode;
  /** With `bad-parameter`: its name, its value, and what is allowed. */
  parameter?: string;
  value?: string;
  allowed?: string;
}

const STATUS: Record<ApiProblemCode, [status: number, title: string]> = {
  'bad-parameter': [400, 'A parameter of the request cannot be used'],
  'unknown-job': [404, 'No such explain job'],
  'unknown-sample': [404, 'No such sample'],
  'unknown-picture': [404, 'No such picture'],
  'picture-missing': [404, 'The picture does not exist'],
  'picture-forbidden': [403, 'The picture cannot be accessed'],
  'picture-undecodable': [422, 'The file is not a picture'],
  'unknown-mask': [422, 'The mask of the counterfactual is unknown'],
  'worker-lost': [503, 'The job is being loaded again'],
  unreadable: [503, 'The files of the job cannot be read'],
  'unknown-route': [404, 'No such address'],
  unhealthy: [503, 'The base directory cannot be read'],
  internal: [500, 'Salient failed'],
};

/** Thrown where a request cannot be answered; becomes a problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: ApiProblem;

  constructor(code: ApiProblemCode, detail: string, extra: Pick<ApiProblem, 'parameter' | 'value' | 'allowed'> = {}) {
    super(detail);
    const [status, title] = STATUS[code];
    this.problem = { type: `urn:salient:problem:${code}`, title, status, detail, code, ...extra };
  }
}
