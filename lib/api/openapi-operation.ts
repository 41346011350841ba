import type { z } from 'zod';

/** An operation of the API as the OpenAPI document describes it. */
export interface Operation {
  /** `get` by default. */
  method?: 'post' | 'put' | 'delete';
  path: string;
  id: string;
  summary: string;
  query?: z.ZodObject;
  address?: z.ZodObject;
  /** The body of the request: JSON, or JSON Lines. */
  body?: z.ZodObject | 'lines';
  /** Whether a write takes, or needs, the version that it is based on. */
  ifMatch?: 'required' | 'optional';
  /** A JSON response, the media types of a file, or JSON Lines. */
  answer: { name: string; schema: z.ZodType } | { files: readonly string[] } | { lines: true };
  errors: readonly (400 | 403 | 404 | 409 | 413 | 415 | 422 | 428 | 503 | 507)[];
  validated?: boolean;
  /** Needs no token. */
  isOpen?: boolean;
  tags?: readonly string[];
}
