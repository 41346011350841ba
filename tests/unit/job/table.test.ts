import { expect, test } from 'vitest';
import { Table } from '../../../lib/job/table';

const newTable = () => new Table({ x: Float64Array, n: Int32Array, flag: Uint8Array });

test('rows keep their values while the table grows', () => {
  const table = newTable();
  for (let i = 0; i < 3000; i++) {
    const row = table.add();
    expect(row).toBe(i);
    table.column.x[row] = i / 2;
    table.column.n[row] = -i;
    table.column.flag[row] = i;
  }
  expect(table.length).toBe(3000);
  for (let row = 0; row < 3000; row++) {
    expect([table.column.x[row], table.column.n[row], table.column.flag[row]]).toEqual([row / 2, 0 - row, row & 0xff]);
  }
});

test('a new row is all zeros, also after memory was released', () => {
  const table = newTable();
  const first = table.add();
  table.column.n[first] = 5;
  table.trim();
  const row = table.add();
  expect([row, table.column.x[row], table.column.n[row], table.column.flag[row]]).toEqual([1, 0, 0, 0]);
  expect(table.column.n[0]).toBe(5);
});

test('trim releases the memory of future rows, and no row', () => {
  const table = newTable();
  for (let i = 1; i <= 10; i++) {
    const row = table.add();
    table.column.n[row] = i;
  }
  expect(table.byteLength).toBeGreaterThan(10 * 13);
  table.trim();
  expect(table.byteLength).toBe(10 * 13);
  expect([...table.column.n]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('an empty table needs no memory', () => {
  const table = newTable();
  table.trim();
  expect([table.length, table.byteLength]).toEqual([0, 0]);
});

test('memory is allocated for the expected rows and a few more, but at most three times the existing ones', () => {
  const table = newTable();
  for (let i = 0; i < 1000; i++) table.add();
  table.trim();
  table.expected = 2500;
  table.add();
  expect(table.byteLength).toBe(2550 * 13);
  table.expected = 1e9;
  for (let i = table.length; i <= 2550; i++) table.add();
  expect(table.byteLength).toBe(7650 * 13);
  expect([table.length, table.column.x[2550]]).toEqual([2551, 0]);
});

test('if nearly all expected rows exist, it grows by no more than it keeps when trimmed', () => {
  const table = newTable();
  for (let i = 0; i < 1000; i++) table.add();
  table.trim();
  table.expected = 1001;
  table.add();
  expect(table.byteLength).toBe(1125 * 13);
  for (let i = table.length; i < 1100; i++) table.add();
  table.trim();
  expect(table.byteLength).toBe(1125 * 13);
});

test('free releases the memory of all rows at once', () => {
  const table = newTable();
  for (let i = 0; i < 1000; i++) table.add();
  const { x, n } = table.column;
  table.free();
  expect([table.length, table.byteLength, x.length, n.buffer.byteLength]).toEqual([0, 0, 0, 0]);
  const row = table.add();
  expect([row, table.column.x[row]]).toEqual([0, 0]);
});
