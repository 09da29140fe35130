/** What a request can fail with, and its HTTP status. The codes are part of the interface: they stay as they are. */
export const FAILURES = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  ALREADY_EXISTS: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  HOST_NOT_ALLOWED: 421,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  BGP_ERROR: 502,
  STOPPING: 503,
} as const;

export type FailureCode = keyof typeof FAILURES;

/** A request that is not done, with what the caller is told: never a stack, never a secret. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: FailureCode,
    message: string,
    options: { readonly cause?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return FAILURES[this.code];
  }
}
