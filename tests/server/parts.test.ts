import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventInput, eventFile } from '../support/event-writer';
import { EVENT_FILE, run } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* A job of many parts over HTTP: docs/format.md, "A job of many parts". */

const [METADATA, ...EVENTS] = run({ samples: 40 });
const WRITERS = 4;

let server: ServedDirectory;
let job: string;

beforeAll(async () => {
  server = await serveJobs(async (directory) => {
    job = join(directory, 'parted');
    await mkdir(job, { recursive: true });
    for (let writer = 0; writer < WRITERS; writer++) await writeFile(partOf(writer), eventFile([METADATA]));
  });
});
afterAll(() => server.stop());

function partOf(writer: number, number = 0): string {
  const name = `events.part.1700000000.${String(writer).padStart(4, '0')}.${String(number).padStart(6, '0')}`;
  return join(job, writer === 0 && number === 0 ? EVENT_FILE : name);
}

const eventsOf = (writer: number): EventInput[] =>
  EVENTS.filter(({ sampleId }) => sampleId !== undefined && sampleId % WRITERS === writer);

async function described(isThere: (body: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
  let last: Record<string, unknown> = {};
  await until(async () => {
    const { status, body } = await server.json('/api/jobs/parted');
    last = body;
    return status === 200 && isThere(body);
  });
  return last;
}

test('parts grow while they are read; each answer is of one revision, and old ETags are not taken for it', async () => {
  await described(({ revision }) => revision !== null);
  let before = '';
  for (let round = 0; round < 10; round++) {
    for (let writer = 0; writer < WRITERS; writer++) {
      const events = eventsOf(writer);
      const share = Math.ceil(events.length / 10);
      const part = partOf(writer, round > 4 ? 1 : 0);
      await appendFile(part, eventFile(events.slice(round * share, (round + 1) * share)));
    }
    if (round === 4) {
      for (let writer = 0; writer < WRITERS; writer++) {
        // From now on to further parts: those before are finished.
        await writeFile(partOf(writer, 1), eventFile([METADATA]));
      }
    }
    const answer = await fetch(`${server.url}/api/jobs/parted/samples?sort=id&order=asc`, {
      headers: before === '' ? {} : { 'If-None-Match': before },
    });
    expect([200, 304]).toContain(answer.status);
    if (answer.status === 304) continue;
    before = answer.headers.get('etag') ?? '';
    const { samples, total } = (await answer.json()) as { samples: { id: number }[]; total: number };
    expect(samples.map(({ id }) => id)).toEqual(samples.map(({ id }) => id).sort((a, b) => a - b));
    expect(samples).toHaveLength(Math.min(total, samples.length));
  }
  const { samples, problems, progress } = await described((body) => body.samples === 40);
  expect({ samples, problems }).toEqual({ samples: 40, problems: [] });
  expect(progress).toMatchObject({ read: expect.any(Number) });
});

test('a part that goes missing is named, and the rest is shown', async () => {
  // The first parts name all samples; the others may not have been found yet.
  const before = await described(({ samples, partCount }) => samples === 40 && partCount === 2 * WRITERS);
  expect(before.problems).toEqual([]);
  await rm(partOf(2), { force: true });
  // While the job is read anew, it has fewer samples.
  const { problems, partCount } = await described(({ state, samples }) => state !== 'loading' && samples === 30);
  expect(partCount).toBe(2 * WRITERS - 1);
  expect((problems as unknown[])[0]).toMatchObject({ code: 'missing-part', offset: null });
});
