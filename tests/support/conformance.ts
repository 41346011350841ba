import { cp, mkdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/* Recorded requests to the predecessor about three jobs, and its responses (tests/conformance/README.md). */

const FOLDER = fileURLToPath(new URL('../conformance', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** The jobs, and the modification times of their event files, seconds since 1970. */
const JOBS: Readonly<Record<string, { eventFile: string; modified: number }>> = {
  plain: { eventFile: 'events.out.events.summary.1700000001.peerhost_explain', modified: 1_700_000_061 },
  multi_unc: { eventFile: 'events.out.events.summary.1700000002.peerhost_explain', modified: 1_700_000_062 },
  hoc_split: { eventFile: 'events.out.events.summary.1700000003.peerhost_explain', modified: 1_700_000_063 },
};

const record = z.object({
  group: z.string(),
  name: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    body: z.unknown(),
    headers: z.record(z.string(), z.string()),
  }),
  response: z.object({
    status: z.number(),
    content_type: z.array(z.string()),
    /** Bytes of the answer. */
    length: z.number(),
    json: z.unknown().optional(),
    /** Of a picture's bytes. */
    sha256: z.string().optional(),
    image: z
      .object({ mode: z.string(), size: z.array(z.number()) })
      .partial()
      .optional(),
    /** The file with the bytes of an overlay or an outcome. */
    file: z.string().optional(),
  }),
});

export type Recorded = z.infer<typeof record>;

const rawBody = z.object({ __bytes_hex__: z.string() });

export async function readRecords(): Promise<Recorded[]> {
  const lines = (await readFile(join(FOLDER, 'records.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => record.parse(JSON.parse(line)));
}

/** Creates `directory`/base with the three jobs, and returns its path. */
export async function makeBase(directory: string): Promise<string> {
  const base = join(directory, 'base');
  await mkdir(base);
  for (const [name, { eventFile, modified }] of Object.entries(JOBS)) {
    const job = join(base, name);
    await cp(join(FIXTURES, name, 'job'), job, { recursive: true });
    await utimes(join(job, eventFile), modified, modified);
  }
  await cp(join(FOLDER, 'base'), base, { recursive: true });
  return base;
}

/** The body to send; null for none. */
export function bodyOf({ request }: Recorded): Uint8Array<ArrayBuffer> | null {
  const { body } = request;
  if (body === null || body === undefined) return null;
  const raw = rawBody.safeParse(body);
  if (raw.success) return new Uint8Array(Buffer.from(raw.data.__bytes_hex__, 'hex'));
  return new TextEncoder().encode(JSON.stringify(body));
}

/** The bytes of a recorded picture. */
export async function pictureOf(file: string): Promise<Uint8Array> {
  return readFile(join(FOLDER, file));
}
