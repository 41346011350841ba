/** An error response of the predecessor: `{"error_code": …, "error_msg": …}`, with its codes and sentences. */
export class CompatError extends Error {
  override readonly name = 'CompatError';
  /** With runs of white space collapsed to one space, as the predecessor sends it. */
  readonly sentence: string;

  constructor(
    /** Eight hexadecimal digits: system, module and number of the error. */
    readonly code: string,
    sentence: string,
    readonly status = 400,
  ) {
    super(sentence);
    this.sentence = sentence.split(/\s+/).filter(Boolean).join(' ');
  }
}

export function isCompatError(error: unknown): error is CompatError {
  return error instanceof CompatError;
}

export const badType = (parameter: string, expected: string) =>
  new CompatError('50540001', `Invalid parameter type. '${parameter}' expect ${expected} type.`);
export const badValue = (detail: string) => new CompatError('50540002', `Invalid parameter value. ${detail}`);
export const missing = (parameter: string) => new CompatError('50540003', `Param missing. '${parameter}' is required.`);
export const forbidden = (detail: string) =>
  new CompatError('50540008', `File or dir access failed. Detail: ${detail}`);
export const noEndpoint = () => new CompatError('50545001', '404 Not Found.', 404);
export const noMethod = () => new CompatError('50545002', '405 Method Not Allowed.', 405);
export const noJob = (trainId: string) => new CompatError('50545005', `Train job is not exist. Detail: ${trainId}`);
export const noImage = (detail: string) => new CompatError('5054500D', `Image is not exist. Detail: ${detail}`);
/** A server-side error. */
export const failed = (detail: string, status: number) => new CompatError('50540000', detail, status);
