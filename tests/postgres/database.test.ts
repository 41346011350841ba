import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { MarksService } from '../../lib/marks/marks-service';
import { PostgresDatabase, type PostgresOptions } from '../../lib/marks/postgres';
import { UPGRADES, type Upgrade } from '../../lib/marks/schema';
import { jobAt, samples, targetOf } from '../support/marks';
import { until } from '../support/until';
import { PASSWORD, type Postgres, startPostgres } from './postgres';

/* The database of marks on a Postgres server: as that in a file, and where it is otherwise. */

const RUN = jobAt('./run');
const addColumn: Upgrade = async (db) => {
  await db.schema.alterTable('marks').addColumn('icon', 'text').execute();
};

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

function open(url: string, options: Partial<PostgresOptions> = {}) {
  const service = new MarksService(new PostgresDatabase({ url, isReadOnly: false, ...options }));
  onTestFinished(() => service.close());
  return service;
}

/** A database with one mark, and one sample that has it. */
async function writtenDatabase(upgrades?: readonly Upgrade[]): Promise<string> {
  const url = await postgres.create();
  const service = open(url, { upgrades });
  await service.addMark('wrong', 'red');
  await service.mark(RUN, 'wrong', samples(1));
  return url;
}

const markedIds = async (service: MarksService, names: string[] | null = null) => {
  const { job } = await service.find(RUN.ref);
  const { ids } = await service.markedSamples(job?.id ?? 0, names, String(Math.random()));
  return [...ids].sort((a, b) => a - b);
};

test('what one server writes another one sees at once, with numbers of 32 bits and times', async () => {
  const url = await postgres.create();
  const [a, b] = [open(url), open(url)];
  const keys = { ids: Int32Array.of(-(2 ** 31), 2 ** 31 - 1), pictures: Uint32Array.of(2 ** 32 - 1, 0) };
  await a.addMark('wrong', 'red');
  expect(await b.mark(RUN, 'wrong', keys)).toEqual({ changed: 2, version: 2 });
  const { id } = await targetOf(a, RUN);
  expect(await a.marksOf(id ?? 0, keys)).toEqual(Array(2).fill({ marks: ['wrong'], note: null }));
  const { text } = await a.exportPart(null, null);
  expect(text).toContain('"picture":"ffffffff","mark":"wrong","time":"20');
  expect(await b.state()).toEqual({ version: 2, readOnly: null });
});

test('names are ordered as in a file: by code points', async () => {
  const service = open(await postgres.create());
  for (const name of ['b', 'ä', 'B', 'a', '标']) await service.addMark(name, 'red');
  expect((await service.marks()).map(({ name }) => name)).toEqual(['B', 'a', 'b', 'ä', '标']);
});

test('who is late is told what is there', async () => {
  const url = await postgres.create();
  const [a, b] = [open(url), open(url)];
  const results = await Promise.all([
    a.writeNote(RUN, { kind: 'job' }, 'of a', 0),
    b.writeNote(RUN, { kind: 'job' }, 'of b', 0),
  ]);
  const done = results.flatMap((result) => ('done' in result ? [result.done.text] : []));
  const conflicts = results.flatMap((result) => ('conflict' in result ? [result.conflict?.text] : []));
  expect(done).toHaveLength(1);
  expect(conflicts).toEqual(done);
});

test('a thousand marks by two servers at once, on one job that neither knows: none is lost', async () => {
  const url = await postgres.create();
  const [a, b] = [open(url), open(url)];
  await Promise.all([a.addMark('wrong', 'red'), b.addMark('check', 'red')]);
  const give = (service: MarksService, mark: string, from: number) =>
    Promise.all(Array.from({ length: 500 }, (_, k) => service.mark(RUN, mark, samples(from + k))));
  const given = await Promise.all([give(a, 'wrong', 0), give(b, 'check', 250)]);
  expect(await markedIds(b, ['wrong'])).toEqual(Array.from({ length: 500 }, (_, id) => id));
  expect(await markedIds(a, ['check'])).toEqual(Array.from({ length: 500 }, (_, id) => 250 + id));
  const versions = given.flat().map(({ version }) => version);
  expect(new Set(versions).size).toBe(1_000);
  expect((await a.state()).version).toBe(1_002);
});

test('an older schema is upgraded, by one of two servers that start at once', async () => {
  const url = await writtenDatabase();
  let runs = 0;
  const counted: Upgrade = async (db, types) => {
    runs++;
    await addColumn(db, types);
  };
  const both = [1, 2].map(() => open(url, { upgrades: [...UPGRADES, counted] }));
  for (const marks of await Promise.all(both.map((service) => service.marks()))) expect(marks).toHaveLength(1);
  expect(runs).toBe(1);
  expect(await both[0].state()).toMatchObject({ readOnly: null });
});

test('an upgrade that fails leaves the database as it was', async () => {
  const url = await writtenDatabase();
  const failing: Upgrade = async (db, types) => {
    await addColumn(db, types);
    throw new Error('The upgrade has a fault.');
  };
  await expect(open(url, { upgrades: [...UPGRADES, failing] }).marks()).rejects.toThrow('The upgrade has a fault.');
  expect(await open(url).state()).toEqual({ version: 2, readOnly: null });
});

test('a newer schema is read and not written; also where it became newer while this version was running', async () => {
  const url = await writtenDatabase();
  const older = open(url);
  expect(await older.state()).toMatchObject({ readOnly: null });
  await open(url, { upgrades: [...UPGRADES, addColumn] }).state();
  await expect(older.addMark('other', 'red')).rejects.toMatchObject({ name: 'MarksReadOnlyError' });
  for (const service of [older, open(url)]) {
    expect((await service.state()).readOnly).toMatchObject({ why: 'newer' });
    expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  }
});

test('--read-only reads, makes no tables, and sees what others write first', async () => {
  const url = await postgres.create();
  const reader = open(url, { isReadOnly: true });
  expect(await reader.state()).toMatchObject({ version: 0, readOnly: { why: 'read-only' } });
  expect(await postgres.run(url, 'select tablename from pg_tables where schemaname = current_schema()')).toEqual([]);
  await expect(reader.addMark('wrong', 'red')).rejects.toThrow(/--read-only/);
  await open(url).addMark('wrong', 'red');
  await until(async () => (await reader.marks()).length === 1);
});

test('a user who may only read', async () => {
  const url = await writtenDatabase();
  const name = new URL(url).pathname.slice(1);
  await postgres.run(
    url,
    `create role reader_${name} login password '${PASSWORD}'`,
    `grant select on all tables in schema public to reader_${name}`,
  );
  const service = open(postgres.url(name, `reader_${name}`));
  expect((await service.state()).readOnly).toMatchObject({ why: 'not-writable' });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  await expect(service.addMark('other', 'red')).rejects.toMatchObject({ name: 'MarksReadOnlyError' });
});

test('a database of another program is refused, and left as it is', async () => {
  const url = await postgres.create();
  await postgres.run(url, 'create table theirs (x integer)');
  const service = open(url);
  expect((await service.state()).readOnly).toMatchObject({ why: 'unreadable' });
  await expect(service.addMark('wrong', 'red')).rejects.toThrow(/tables of another program/);
  expect(await postgres.run(url, `select tablename from pg_tables where schemaname = 'public'`)).toEqual([['theirs']]);
});

test.each([
  ['a wrong password', (url: string) => url.replace(PASSWORD, 'another-secret'), /user or the password is refused/],
  ['no such database', (url: string) => `${url}_none`, /does not exist/],
  ['no server', (url: string) => url.replace(/:\d+\//, ':1/'), /connection is refused/],
  ['no such host', (url: string) => url.replace('127.0.0.1', 'nowhere.invalid'), /host is not known/],
])('%s is said, without the password', async (_, wrong, why) => {
  const service = open(wrong(await postgres.create()));
  const { readOnly } = await service.state();
  expect(readOnly).toMatchObject({ why: 'unreachable', message: expect.stringMatching(why) });
  const error = await service.addMark('wrong', 'red').catch((error: Error) => error);
  expect(error).toMatchObject({ name: 'MarksUnreachableError', message: expect.stringMatching(why) });
  expect(JSON.stringify([readOnly, String(error)])).not.toMatch(new RegExp(`${PASSWORD}|another-secret|owner`));
});

test('a text that Postgres cannot hold is refused, and other writes beside it are made', async () => {
  const service = open(await postgres.create());
  const results = await Promise.allSettled([
    service.addMark('wrong', 'red'),
    service.writeNote(RUN, { kind: 'job' }, 'before \0 after', 0),
    service.addMark('check', 'red'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { name: 'MarksLimitError', message: expect.stringContaining('U+0000') } });
  expect(await service.marks()).toHaveLength(2);
});

test('a server that crashes: every mark that was acknowledged is there afterwards, and nothing has to be restarted', async () => {
  const url = await writtenDatabase();
  const service = open(url);
  const acknowledged: number[] = [];
  const failures: { name: string }[] = [];
  const writer = async (from: number) => {
    for (let id = from; id < from + 10_000 && failures.length < 4; id++)
      await service.mark(RUN, 'wrong', samples(id)).then(
        () => acknowledged.push(id),
        (error) => failures.push(error),
      );
  };
  const writers = [10_000, 20_000, 30_000, 40_000].map(writer);
  await until(() => acknowledged.length > 20);
  await postgres.crash();
  await Promise.all(writers);
  expect(new Set(failures.map(({ name }) => name))).toEqual(new Set(['MarksUnreachableError']));
  expect((await service.state()).readOnly).toMatchObject({
    why: 'unreachable',
    message: expect.stringMatching(/^postgres:/),
  });
  await postgres.start();
  await until(async () => (await service.state()).readOnly === null);
  const found = new Set(await markedIds(service));
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  // At most the one that each writer waited for is there without having been acknowledged.
  expect(found.size - 1 - acknowledged.length).toBeLessThanOrEqual(writers.length);
  expect(await service.mark(RUN, 'wrong', samples(50_000))).toMatchObject({ changed: 1 });
});

test('another server that writes for too long is said', async () => {
  const url = await writtenDatabase();
  const service = open(url, { busyMs: 2_000 });
  await service.state();
  const held = postgres.run(url, 'begin', 'update state set version = version', 'select pg_sleep(7)', 'rollback');
  await until(
    async () => (await postgres.run(url, `select 1 from pg_stat_activity where query like '%pg_sleep(7)'`)).length > 0,
  );
  await expect(service.addMark('other', 'red')).rejects.toMatchObject({ name: 'MarksBusyError' });
  expect(await service.marks()).toHaveLength(1);
  await held;
  expect(await service.addMark('other', 'red')).toMatchObject({ done: { name: 'other' } });
});
