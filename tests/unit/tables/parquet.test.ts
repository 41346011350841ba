import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { CsvWriter } from '@/lib/tables/csv';
import { ParquetTableWriter } from '@/lib/tables/parquet';
import type { Batch, Column, TableWriter } from '@/lib/tables/table';

/* Tables as files: the same rows as CSV and as Parquet, read by the library that belongs to the writer. */

const column = (name: string, type: Column['type']): Column => ({ name, type, unit: null, description: name });
const COLUMNS = [column('id', 'integer'), column('p', 'number'), column('name', 'text'), column('isTruth', 'flag')];

const NAMES = ['cat', '=1+1', '猫, "big"', null];

/** Rows `from` to `to` of a table with every kind of cell. */
function rows(from: number, to: number): Batch {
  const at = Array.from({ length: to - from }, (_, k) => from + k);
  return [
    at.map((k) => (k % 7 === 0 ? null : k - 2 ** 31 * (k % 2))),
    at.map((k) => (k % 5 === 0 ? null : k / 3)),
    at.map((k) => NAMES[k % NAMES.length]),
    at.map((k) => (k % 3 === 0 ? null : k % 3 === 1)),
  ];
}

/** The file of `count` rows, added `step` at a time. */
function fileOf(writer: TableWriter, count: number, step = 1_000): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (let from = 0; from < count; from += step) parts.push(writer.add(rows(from, Math.min(count, from + step))));
  parts.push(writer.end());
  return new Uint8Array(Buffer.concat(parts));
}

test.each([0, 1, 16_384, 40_001])('%i rows come back with their types and nulls', async (count) => {
  const { buffer } = fileOf(new ParquetTableWriter(COLUMNS, { job: 'run' }), count);
  const metadata = parquetMetadata(buffer);
  expect(metadata.schema.slice(1).map(({ name, type }) => [name, type])).toEqual([
    ['id', 'INT32'],
    ['p', 'DOUBLE'],
    ['name', 'BYTE_ARRAY'],
    ['isTruth', 'BOOLEAN'],
  ]);
  const about = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  expect(about.get('salient.job')).toBe('run');
  expect(JSON.parse(about.get('salient.columns') ?? '')).toEqual(COLUMNS);
  const [ids, numbers, names, flags] = rows(0, count);
  expect(await parquetReadObjects({ file: buffer, metadata })).toEqual(
    ids.map((id, k) => ({ id, p: numbers[k], name: names[k], isTruth: flags[k] })),
  );
});

test('the bytes of a group are ready when its rows are there, and only its rows are kept', () => {
  const writer = new ParquetTableWriter(COLUMNS, {});
  expect(writer.add(rows(0, 16_383)).length).toBe(4); // the magic number
  expect(writer.add(rows(16_383, 16_384)).length).toBeGreaterThan(10_000);
  expect(writer.add(rows(16_384, 20_000)).length).toBe(0);
});

test('a table without rows has its columns as CSV, too', () => {
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(fileOf(new CsvWriter(COLUMNS), 0))).toBe(
    '\ufeffid,p,name,isTruth\r\n',
  );
});

test('CSV has the same rows, whatever the parts', () => {
  const whole = fileOf(new CsvWriter(COLUMNS), 2_500, 2_500);
  expect(fileOf(new CsvWriter(COLUMNS), 2_500, 7)).toEqual(whole);
  const lines = new TextDecoder().decode(whole).split('\r\n');
  expect(lines.slice(0, 4)).toEqual([
    'id,p,name,isTruth',
    ',,cat,',
    "-2147483647,0.3333333333333333,'=1+1,true",
    '2,0.6666666666666666,"猫, ""big""",false',
  ]);
});
