import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { UPGRADES, type Upgrade } from '../../../lib/marks/schema';
import { SqliteDatabase } from '../../../lib/marks/sqlite';
import { localStorage } from '../../../lib/storage/local';
import { jobAt, openMarks, samples } from '../../support/marks';
import { temporaryDirectory } from '../../support/runs';

const RUN = jobAt('./run');
const addColumn: Upgrade = async (db) => {
  await db.schema.alterTable('marks').addColumn('icon', 'text').execute();
};

/** A data directory with one mark, and one sample that has it. */
async function writtenDirectory(upgrades?: readonly Upgrade[]) {
  const { service, directory } = await openMarks({ upgrades });
  await service.addMark('wrong', 'red');
  await service.mark(RUN, 'wrong', samples(1));
  await service.close();
  return directory;
}

test('what was written is there after a restart', async () => {
  const directory = await writtenDirectory();
  const { service } = await openMarks({ directory });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  expect((await service.find(RUN.ref)).job).not.toBeNull();
});

test('an older schema is upgraded, after a copy was made', async () => {
  const directory = await writtenDirectory();
  const { service } = await openMarks({ directory, upgrades: [...UPGRADES, addColumn] });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  const [copy] = (await readdir(directory)).filter((name) => name.startsWith('marks.schema-1.'));
  const copies = await temporaryDirectory();
  await writeFile(join(copies, 'marks.db'), await readFile(join(directory, copy)));
  const { service: former } = await openMarks({ directory: copies });
  expect(await former.state()).toMatchObject({ version: 2, readOnly: null });
});

test('an upgrade that fails leaves the database as it was', async () => {
  const directory = await writtenDirectory();
  const failing: Upgrade = async (db, types) => {
    await addColumn(db, types);
    throw new Error('The upgrade has a fault.');
  };
  const { service } = await openMarks({ directory, upgrades: [...UPGRADES, failing] });
  await expect(service.marks()).rejects.toThrow('The upgrade has a fault.');
  await service.close();
  const { service: former } = await openMarks({ directory });
  expect(await former.marks()).toMatchObject([{ name: 'wrong' }]);
  expect((await former.state()).readOnly).toBeNull();
});

test('a newer schema is read and not written', async () => {
  const directory = await writtenDirectory([...UPGRADES, addColumn]);
  const { service } = await openMarks({ directory });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  expect((await service.state()).readOnly).toMatchObject({ why: 'newer' });
  await expect(service.addMark('other', 'red')).rejects.toMatchObject({ name: 'MarksReadOnlyError' });
});

test('--read-only reads and does not write, and needs no database', async () => {
  const directory = await writtenDirectory();
  const { service } = await openMarks({ directory, isReadOnly: true });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
  expect((await service.state()).readOnly).toMatchObject({ why: 'read-only' });
  await expect(service.addMark('other', 'red')).rejects.toThrow(/--read-only/);
  const empty = await openMarks({ isReadOnly: true });
  await expect(empty.service.addMark('other', 'red')).rejects.toThrow(/--read-only/);
  expect(await readdir(empty.directory)).toEqual([]);
});

test('a full disk: nothing of the write is kept, what was there is, and later writes work', async () => {
  const directory = await writtenDirectory();
  const { service } = await openMarks({ directory, maxPages: 40 });
  const many = { ids: Int32Array.from({ length: 20_000 }, (_, id) => id), pictures: new Uint32Array(20_000) };
  await expect(service.mark(RUN, 'wrong', many)).rejects.toMatchObject({ name: 'MarksFullError' });
  expect((await service.state()).version).toBe(2);
  expect(await service.mark(RUN, 'wrong', samples(2))).toMatchObject({ changed: 1 });
});

test('a directory that cannot be created', async () => {
  const base = await temporaryDirectory();
  await writeFile(join(base, 'file'), '');
  const { service } = await openMarks({ directory: join(base, 'file', 'data') });
  expect((await service.state()).readOnly).toMatchObject({ why: 'not-writable' });
  await expect(service.addMark('wrong', 'red')).rejects.toMatchObject({ name: 'MarksReadOnlyError' });
  expect(await service.marks()).toEqual([]);
});

test.each([
  ['is no database', Buffer.from('this is not a database, but a text that is long enough to be read as a header')],
])('a file that %s is refused, and left as it is', async (_, content) => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'marks.db'), content);
  const { service } = await openMarks({ directory });
  expect((await service.state()).readOnly).toMatchObject({ why: 'unreadable' });
  await expect(service.marks()).rejects.toMatchObject({ name: 'MarksUnreadableError' });
  await expect(service.addMark('wrong', 'red')).rejects.toMatchObject({ name: 'MarksUnreadableError' });
  expect(await readFile(join(directory, 'marks.db'))).toEqual(content);
});

test('a database of another program is refused', async () => {
  const directory = await temporaryDirectory();
  await mkdir(directory, { recursive: true });
  const { default: Database } = await import('libsql');
  const other = new Database(join(directory, 'marks.db'));
  other.exec('create table theirs (x integer)');
  other.close();
  const { service } = await openMarks({ directory });
  await expect(service.marks()).rejects.toThrow(/not a database of Salient/);
});

test('a damaged page is reported where it is read', async () => {
  const directory = await writtenDirectory();
  const file = join(directory, 'marks.db');
  const content = await readFile(file);
  content.fill(0xff, 4_096);
  await writeFile(file, content);
  await appendFile(file, '');
  const { service } = await openMarks({ directory });
  await expect(service.marks()).rejects.toMatchObject({ name: 'MarksUnreadableError' });
});

test('a failed write leaves nothing, and the next one works', async () => {
  const directory = await temporaryDirectory();
  const database = new SqliteDatabase({ directory, isReadOnly: false, storage: localStorage });
  const insert = (name: string) =>
    database.write(async (db) => {
      await sql`insert into views (name, address, version, created) values (${name}, '/', 1, 1)`.execute(db);
      if (name === 'bad') throw new Error('no');
    });
  await expect(insert('bad')).rejects.toThrow('no');
  await insert('good');
  const views = await database.read([], (db) => db.selectFrom('views').select('name').execute());
  expect(views).toEqual([{ name: 'good' }]);
  await database.close();
});

test('writes that wait share a transaction: one that fails leaves the others, and a full disk ends only what does not fit', async () => {
  const directory = await writtenDirectory();
  const { service } = await openMarks({ directory, maxPages: 60 });
  const many = { ids: Int32Array.from({ length: 20_000 }, (_, id) => id), pictures: new Uint32Array(20_000) };
  const results = await Promise.allSettled([
    service.addMark('first', 'red'),
    service.mark(RUN, 'nothing', samples(1)),
    service.addMark('second', 'red'),
    service.mark(RUN, 'wrong', many),
    service.addMark('third', 'red'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(results[3]).toMatchObject({ reason: { name: 'MarksFullError' } });
  expect((await service.marks()).map(({ name }) => name)).toEqual(['first', 'second', 'third', 'wrong']);
});
