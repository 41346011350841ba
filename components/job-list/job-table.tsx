'use client';

import { useTable } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { JobRow } from '@/lib/api/job-answers';
import type { JobSort } from '@/lib/api/requests';
import { columns, features } from './columns';
import { matchesSearch } from './search-match';

export interface Sort {
  id: JobSort;
  desc: boolean;
}

interface Props {
  ref: React.Ref<HTMLTableElement>;
  jobs: JobRow[];
  /** Number of placeholder rows until the first response. */
  rowsExpected: number;
  sort: Sort;
  onSort(sort: Sort): void;
}

/** Width and alignment of a column, and when it is hidden, by column id. */
const LAYOUT: Record<string, string> = {
  preview: 'w-[196px] max-wide:w-[60px]',
  path: 'w-auto',
  samples: 'w-24 text-right max-xl:w-20 max-mid:hidden',
  labels: 'w-20 text-right max-xl:hidden',
  explainers: 'w-24 text-right max-mid:hidden wide:max-xl:hidden',
  views: 'w-76 pl-8 max-xl:w-74 max-xl:pl-6 max-wide:hidden',
  state: 'w-36 max-xl:w-32 max-wide:w-24',
  updated: 'w-36 whitespace-nowrap max-xl:w-30 max-wide:w-24',
  size: 'w-24 pr-5 text-right max-xl:hidden',
};

/** Sizes of what stands in place of a row that is not loaded yet, by column id. */
const PLACEHOLDERS: Record<string, string> = { preview: 'size-10', path: 'h-4 w-2/3' };

/** Columns that are sorted in descending order by the first click. */
const DESCENDING_FIRST: ReadonlySet<string> = new Set(['samples', 'labels', 'explainers', 'updated', 'size']);

/**
 * Dims the rows that do not match a search, until the server responds. It changes the elements directly, because rendering the
 * table takes as long as the response.
 */
export function dimRows(table: HTMLTableElement | null, query: string): void {
  for (const link of table?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])
    link.closest('tr')?.toggleAttribute('data-unmatched', !matchesSearch(link.title, query));
}

/**
 * The table of jobs, sorted by the server. While the user types it is not rendered again before the matching rows have arrived,
 * because rendering takes as long as the response.
 */
export const JobTable = memo(function JobTable({ ref, jobs, rowsExpected, sort, onSort }: Props) {
  const t = useTranslations('list');
  const { id, desc } = sort;
  const sorting = useMemo(() => [{ id, desc }], [id, desc]);
  const table = useTable({
    features,
    columns,
    data: jobs,
    getRowId: (job) => job.key,
    manualSorting: true,
    state: { sorting },
  });

  return (
    <table ref={ref} className="w-full table-fixed border-collapse">
      <thead className="sticky top-12 z-10 bg-panel max-wide:top-[49px]">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="h-9 shadow-[inset_0_-1px_var(--line)]">
            {group.headers.map(({ column: { id } }) => (
              <th
                key={id}
                scope="col"
                aria-sort={sort.id === id ? (sort.desc ? 'descending' : 'ascending') : undefined}
                className={`px-2 text-left font-medium text-muted text-small first:pl-5 max-wide:first:pl-3 ${LAYOUT[id]}`}
              >
                <HeaderLabel id={id} label={t(id as 'path')} sort={sort} onSort={onSort} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr
            key={row.id}
            className="relative h-14 border-line border-b bg-panel focus-within:bg-accent-tint hover:bg-accent-tint data-[unmatched]:opacity-40"
          >
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={`px-2 first:pl-5 max-wide:px-2 max-wide:first:pl-3 ${LAYOUT[cell.column.id]}`}
              >
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
        {[...Array(jobs.length === 0 ? rowsExpected : 0).keys()].map((row) => (
          <tr key={row} className="h-14 border-line border-b">
            {table.getAllLeafColumns().map(({ id }) => (
              // A cell for each column: one that spans all would also give a width to hidden columns.
              <td key={id} className={`px-2 first:pl-5 max-wide:first:pl-3 ${LAYOUT[id]}`}>
                {PLACEHOLDERS[id] && <span className={`block animate-pulse rounded bg-track ${PLACEHOLDERS[id]}`} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
});

function HeaderLabel({ id, label, sort, onSort }: { id: string; label: string; sort: Sort; onSort(sort: Sort): void }) {
  if (!isSortable(id)) return label;
  const isSorted = sort.id === id;
  const desc = isSorted ? !sort.desc : DESCENDING_FIRST.has(id);
  const Arrow = sort.desc ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      onClick={() => onSort({ id, desc })}
      className={`-ml-1 inline-flex min-h-6 items-center gap-1 rounded px-1 hover:text-ink ${isSorted ? 'text-ink' : ''}`}
    >
      {label}
      {isSorted && <Arrow size={12} aria-hidden />}
    </button>
  );
}

const SORTABLE: Record<string, true> = {
  path: true,
  samples: true,
  labels: true,
  explainers: true,
  state: true,
  updated: true,
  size: true,
};

function isSortable(id: string): id is JobSort {
  return id in SORTABLE;
}
