'use client';

import { createSortedRowModel, type Row, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, type RefObject, useMemo, useRef } from 'react';
import type { Sort } from '@/lib/api/table-params';
import { ariaSort, SortButton } from './sort-button';

/** A column of a table. The first click sorts texts ascending and numbers descending. */
export interface SortedColumn<T> {
  id: string;
  header: string;
  /** Shown after the header. */
  note?: ReactNode;
  /** The sort value; null is last in both directions. */
  value(row: T): string | number | null;
  cell(row: T): ReactNode;
  /** Minimum width, pixels; remaining space is distributed in proportion. */
  width: number;
  isRight?: boolean;
  /** Whether it counts among the columns in view. */
  isCounted?: boolean;
}

interface Props<T> {
  /** The element that scrolls. */
  ref?: RefObject<HTMLElement | null>;
  /** The accessible name of the table. */
  label: string;
  rows: readonly T[];
  /** The first column is the row header and stays visible while the table scrolls horizontally. */
  columns: readonly SortedColumn<T>[];
  rowId(row: T): string;
  sort: Sort;
  onSort(sort: Sort): void;
  /** Class of its maximum height; by default that of the window. */
  height?: string;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

const WINDOW = 'max-h-[max(20rem,calc(100dvh-11rem))]';
const ROW_PIXELS = 37;
const ROWS_BEYOND = 8;
/** The first rows, which the server renders. */
const FIRST_RECT = { width: 0, height: 16 * ROW_PIXELS };

/**
 * A sortable table that renders only the visible rows, so that thousands scroll smoothly. It scrolls in both directions; the
 * headers and the first column are sticky.
 */
export function SortedTable<T extends object>({
  ref,
  label,
  rows,
  columns,
  rowId,
  sort,
  onSort,
  height = WINDOW,
}: Props<T>) {
  const own = useRef<HTMLElement>(null);
  const frame = ref ?? own;
  const table = useTable({
    features,
    data: useMemo(() => [...rows], [rows]),
    columns: useMemo(
      () =>
        columns.map(({ id, value }) => ({
          id,
          accessorFn: (row: T) => value(row) ?? undefined,
          sortFn: (a: Row<typeof features, T>, b: Row<typeof features, T>) =>
            compare(value(a.original), value(b.original)),
          sortUndefined: 'last' as const,
        })),
      [columns],
    ),
    getRowId: rowId,
    state: { sorting: useMemo(() => [{ id: sort.by, desc: sort.desc }], [sort.by, sort.desc]) },
  });
  const sorted = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_BEYOND,
    initialRect: FIRST_RECT,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <section
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
      tabIndex={0}
      onKeyDown={jump}
      className={`fade-end relative ${height} overflow-auto [overflow-anchor:none] overscroll-x-contain border-line border-b bg-panel focus-visible:-outline-offset-2`}
    >
      <table
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        className="w-full table-fixed border-separate border-spacing-0"
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <Header key={column.id} column={column} isFirst={index === 0} sort={sort} onSort={onSort} rows={rows} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} columns={columns.length} />
          {items.map(({ index }) => (
            <TableRow key={sorted[index].id} row={sorted[index].original} index={index} columns={columns} />
          ))}
          <Gap height={after} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** Home and End without animation: smooth scrolling stops when rows are rendered on the way. */
function jump(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget, key } = event;
  if (target !== currentTarget || (key !== 'Home' && key !== 'End')) return;
  event.preventDefault();
  currentTarget.scrollTo({ top: key === 'End' ? currentTarget.scrollHeight : 0, behavior: 'instant' });
}

function compare(a: string | number | null, b: string | number | null): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, undefined, { numeric: true });
  return Number(a) - Number(b);
}

interface HeaderProps<T> {
  column: SortedColumn<T>;
  isFirst: boolean;
  sort: Sort;
  rows: readonly T[];
  onSort(sort: Sort): void;
}

function Header<T>({ column, isFirst, sort, rows, onSort }: HeaderProps<T>) {
  const { id, header, note, width, isRight, isCounted, value } = column;
  const desc = sort.by === id ? sort.desc : null;
  const isText = rows.length > 0 && typeof value(rows[0]) === 'string';
  return (
    <th
      scope="col"
      data-lead={isFirst || undefined}
      data-column={isCounted ? id : undefined}
      aria-sort={ariaSort(desc)}
      style={{ width }}
      className={`sticky top-0 h-10 border-line border-b bg-panel px-2 font-medium text-muted text-small ${isFirst ? 'left-0 z-20 pl-5 max-wide:pl-3' : 'z-10'} ${isRight ? 'text-right' : 'text-left'}`}
    >
      <span className={`flex items-center gap-1 ${isRight ? 'justify-end' : ''}`}>
        <SortButton
          text={header}
          keepsRoom={isRight}
          desc={desc}
          onPress={() => onSort({ by: id, desc: desc === null ? !isText : !desc })}
        />
        {note}
      </span>
    </th>
  );
}

interface RowProps {
  row: object;
  index: number;
  columns: readonly SortedColumn<object>[];
}

/** A row renders again only if it changes, not while the table scrolls. */
const TableRow = memo(function TableRow({ row, index, columns }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} className="group" style={{ height: ROW_PIXELS }}>
      {columns.map(({ id, cell, isRight }, at) =>
        at === 0 ? (
          <th
            key={id}
            scope="row"
            className="sticky left-0 z-[5] truncate border-line border-b bg-panel px-2 pl-5 text-left font-normal group-hover:bg-accent-tint max-wide:pl-3"
          >
            {cell(row)}
          </th>
        ) : (
          <td
            key={id}
            className={`truncate border-line border-b px-2 group-hover:bg-accent-tint ${isRight ? 'pr-6 text-right' : ''}`}
          >
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
});

/** Takes the height of rows that are not rendered. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
