import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SamplesAnswer } from '../../lib/api/sample-answers';
import type { TablesAnswer } from '../../lib/api/table-answers';
import { TABLES, type TableName } from '../../lib/api/table-choices';
import { readFrames } from '../../lib/api/table-frames';
import { copyDemo } from '../support/browser-insight';
import type { EventInput } from '../support/event-writer';
import { append, EVENT_FILE, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Tables through HTTP: of the demo's digits, of a job that is too large to be sent at once, and from the command line. */

const MANY = 20_000;

/** A job of so many samples. */
function manyEvents(): EventInput[] {
  const events = Array.from({ length: MANY }, (_, id) => ({
    sampleId: id,
    imagePath: `_samples/${id}.png`,
    truth: [id % 2],
    inference: { truthProb: [0.7] },
  }));
  return [{ metadata: { labels: ['cat', 'dog'], explainers: ['A'] } }, ...events];
}

let server: ServedDirectory;

beforeAll(async () => {
  server = await serveJobs(
    async (base) => {
      for (const job of ['digits_early', 'digits_late']) await copyDemo(base, job);
      await writeJob(join(base, 'many'), manyEvents());
    },
    ['--reload-interval', '1'],
  );
  await until(async () => {
    const { body } = await server.json('/api/jobs/digits_late/insight/survey');
    return body.total === body.surveyed && Number(body.total) > 0;
  });
});
afterAll(() => server.stop());

type Row = Record<string, string | number | boolean | null>;

/** The rows of a table as Parquet. */
async function parquet(path: string): Promise<Row[]> {
  const response = await server.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
  return (await parquetReadObjects({ file: await response.arrayBuffer() })) as Row[];
}

/** The cells of a table as CSV that has neither quotes nor line breaks in its cells; the first line has the names. */
async function csv(path: string): Promise<string[][]> {
  const text = await (await server.get(path)).text();
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(','));
}

const table = (name: TableName, format: 'csv' | 'parquet', query = '') =>
  `/api/jobs/digits_late/tables/${name}.${format}?sort=id&order=asc${query}`;

const tables = async (query = '') =>
  (await server.json(`/api/jobs/digits_late/tables${query}`)).body as unknown as TablesAnswer;

test.each(TABLES)('%s: CSV and Parquet have the same rows, as many as are said', async (name) => {
  if (name === 'marks') await mark();
  const said = (await tables()).tables.find((one) => one.name === name);
  const rows = await parquet(table(name, 'parquet'));
  const [names, ...lines] = await csv(table(name, 'csv'));
  expect(names).toEqual(said?.columns.map((column) => column.name));
  expect(rows).toHaveLength(said?.rows ?? -1);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map((row) => names.map((one) => String(row[one] ?? '')))).toEqual(lines);
});

async function mark(): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/api/marks', { name: 'wrong', colour: 'red' });
  const marked = await post('/api/jobs/digits_late/marks', { mark: 'wrong', ids: [7, 8] });
  expect(marked.status).toBe(200);
}

describe('what a row says', () => {
  test('labels match as samples do: together, and only those that match', async () => {
    const query = '&type=FN&type=FP&maxConfidence=0.8';
    const rows = await parquet(table('labels', 'parquet', query));
    const path = `/api/jobs/digits_late/samples?limit=200&sort=id&order=asc${query}`;
    const { samples } = (await server.json(path)).body as unknown as SamplesAnswer;
    const expected = samples.flatMap(({ id, labels }) =>
      labels
        .filter(({ type, confidence }) => (type === 'FN' || type === 'FP') && (confidence ?? 1) <= 0.8)
        .map((label) => ({ sample: id, label_id: label.id, type: label.type, confidence: label.confidence })),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(rows).toMatchObject(expected);
  });

  test('samples come in the order of the request, with the agreement that a page shows', async () => {
    const query = 'sort=agreement&order=asc&label=3';
    const rows = await parquet(`/api/jobs/digits_late/tables/samples.parquet?${query}`);
    const { body } = await server.json(`/api/jobs/digits_late/samples?limit=200&${query}`);
    const { samples } = body as unknown as SamplesAnswer;
    expect(rows.map(({ sample }) => sample)).toEqual(samples.map(({ id }) => id));
    const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 5));
    expect(rows).toMatchObject(samples.map(({ agreement }) => ({ rho: close(agreement?.rho ?? null) })));
  });

  test('types and predictions follow a live threshold', async () => {
    const count = async (type: string) =>
      (await parquet(table('labels', 'parquet', `&threshold=.9&type=${type}`))).length;
    const { body } = await server.json('/api/jobs/digits_late/facets?threshold=.9');
    expect({ TP: await count('TP'), FN: await count('FN'), FP: await count('FP') }).toEqual(body.types);
  });

  test('the pairs of two explainers are those that the page of pairs lists', async () => {
    const query = 'a=GradCAM&b=Occlusion&order=asc&label=3';
    const { body } = await server.json(`/api/jobs/digits_late/insight/pairs?${query}&limit=200`);
    const listed = body.pairs as { sample: number; rho: number }[];
    const rows = await parquet(`/api/jobs/digits_late/tables/pairs.parquet?${query}&sort=id`);
    const sorted = rows
      .filter(({ rho }) => rho !== null)
      .map(({ sample, rho }) => ({ sample, rho }))
      .sort((a, b) => Number(a.rho) - Number(b.rho));
    expect(listed.length).toBeGreaterThan(0);
    expect(sorted.map(({ rho }) => rho)).toEqual(listed.map(({ rho }) => rho));
  });

  test('the numbers of maps are those of the page of the sample', async () => {
    const rows = await parquet(table('maps', 'parquet', '&samples=7'));
    const { body } = await server.json('/api/jobs/digits_late/insight/sample?sample=7');
    const maps = body.maps as { explainer: string; border: number; spread: number; evidence: number }[];
    expect(maps.length).toBeGreaterThan(0);
    const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 8));
    for (const { explainer, border, spread } of maps)
      expect(rows.filter((row) => row.explainer === explainer && row.label_id === body.label)).toMatchObject([
        { border: close(border), spread: close(spread), state: 'counted' },
      ]);
  });

  test('of marks there is a row for each', async () => {
    await mark();
    expect(await parquet(table('marks', 'parquet'))).toMatchObject([
      { sample: 7, mark: 'wrong', colour: 'red', note: null },
      { sample: 8, mark: 'wrong', colour: 'red', note: null },
    ]);
    expect(await parquet(table('samples', 'parquet', '&marks=wrong'))).toMatchObject([
      { sample: 7, marks: 'wrong' },
      { sample: 8, marks: 'wrong' },
    ]);
  });

  test('compared samples are those of the page', async () => {
    const query = 'a=digits_early&b=digits_late&only=fixed';
    const rows = await parquet(`/api/compare/tables/samples.parquet?${query}`);
    const { body } = await server.json(`/api/compare/samples?${query}&limit=200`);
    const samples = body.samples as { name: string; delta: number; a: { sample: { id: number } } }[];
    expect(samples).toHaveLength(118);
    expect(rows).toMatchObject(samples.map(({ name, delta, a }) => ({ label: name, delta, a_sample: a.sample.id })));
  });
});

describe('large tables', () => {
  const path = '/api/jobs/many/tables/samples.csv?sort=id&order=asc';

  test('have all rows once, in order', async () => {
    const [, ...lines] = await csv(path);
    expect(lines).toHaveLength(MANY);
    expect(lines.every(([id], k) => Number(id) === k)).toBe(true);
  });

  test('say how far they are', async () => {
    const { body } = await server.get(`${path}&progress=true`);
    const seen: number[] = [];
    const bytes: Uint8Array[] = [];
    if (body === null) throw new Error('There is no body.');
    for await (const part of readFrames(body)) {
      expect(part.total).toBe(MANY);
      seen.push(part.done);
      bytes.push(part.bytes);
    }
    expect(seen.length).toBeGreaterThan(50);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(MANY);
    expect(Buffer.concat(bytes).toString()).toBe(
      `\ufeff${(await (await server.get(path)).text()).replace('\ufeff', '')}`,
    );
  });

  test('are given up with those who asked, so that others get theirs', async () => {
    // Three are written at a time: if one of these went on, the last one would wait for it.
    for (let k = 0; k < 4; k++) {
      const control = new AbortController();
      const response = await fetch(`${server.url}${path}`, { signal: control.signal });
      await response.body?.getReader().read();
      control.abort();
      expect((await fetch(`${server.url}${path}`, { method: 'HEAD' })).status).toBe(200);
    }
    const open = await Promise.all([1, 2].map(() => server.get(path)));
    expect(await csv('/api/jobs/many/tables/labels.csv?label=1&samples=1-3')).toHaveLength(3);
    for (const { body } of open) await body?.cancel();
  });

  test.each([
    ['of one job', path],
    ['of two', '/api/compare/tables/samples.csv?a=many&b=many&sort=id'],
  ])('%s keep their rows while a job grows, and say when it was replaced', async (_, address) => {
    await writeJob(join(server.base, 'many'), manyEvents());
    await until(async () => (await server.json('/api/jobs/many/samples?limit=1')).body.sampleCount === MANY);
    const { body } = await server.get(`${address}&progress=true`);
    if (body === null) throw new Error('There is no body.');
    const reading = readFrames(body);
    await reading.next();
    await append(join(server.base, 'many', EVENT_FILE), [{ sampleId: MANY, imagePath: 'new.png', truth: [0] }]);
    await until(async () => (await server.json('/api/jobs/many/samples?limit=1')).body.sampleCount === MANY + 1);
    const { value } = await reading.next();
    expect(value).toMatchObject({ total: MANY });
    await writeJob(join(server.base, 'many'), [{ sampleId: 1, imagePath: '1.png', truth: [0] }]);
    await until(async () => (await server.json('/api/jobs/many/samples?limit=1')).body.sampleCount === 1);
    const rest = (async () => {
      for await (const part of reading) expect(part.total).toBe(MANY);
    })();
    await expect(rest).rejects.toMatchObject({
      name: 'TableBrokenError',
      problem: { code: 'unreadable', detail: expect.stringContaining('was replaced') },
    });
  });
});

test.each([
  ['/api/jobs/digits_late/tables/nothing.csv', 400, 'file'],
  ['/api/jobs/digits_late/tables/samples.xlsx', 400, 'file'],
  ['/api/jobs/digits_late/tables/pairs.csv?a=nobody', 400, 'a'],
  ['/api/jobs/digits_late/tables/samples.csv?page=2', 400, 'page'],
  ['/api/jobs/nothing/tables/samples.csv', 404, undefined],
  ['/api/compare/tables/samples.csv?a=digits_late&b=nothing', 404, 'b'],
])('%s is refused with its reason', async (path, status, parameter) => {
  const answer = await server.json(path);
  expect(answer.status).toBe(status);
  expect(answer.body.parameter).toBe(parameter);
});

describe('from the command line', () => {
  const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'salient-export-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const exported = (...args: string[]) =>
    spawnSync(process.execPath, [COMMAND, 'export', ...args, '--cache-dir', join(home, 'cache')], { encoding: 'utf8' });
  const late = () => join(server.base, 'digits_late');

  test('maps wait for their survey', async () => {
    const out = join(home, 'maps.parquet');
    const { status, stderr } = exported(late(), '--table', 'maps', '--out', out, '--filter', 'label=3&type=TP');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { buffer } = new Uint8Array(await readFile(out));
    const rows = (await parquetReadObjects({ file: buffer })) as Row[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ state, label, type }) => state === 'counted' && label === '3' && type === 'TP')).toBe(true);
  });

  test.each([
    [['--table', 'rows'], 2, '--table is rows; it is one of samples,'],
    [['--table', 'labels', '--filter', 'colour=red'], 1, 'Unknown parameter colour'],
  ])('%j fails with a reason', (args, status, reason) => {
    const result = exported(late(), ...args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(reason);
  });
});
