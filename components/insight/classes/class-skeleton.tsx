const ROWS = [0, 1, 2, 3, 4, 5];
const COLUMNS = [0, 1, 2, 3];

/** Before the first answer: rows and maps as large as those of the table. */
export function ClassSkeleton() {
  return (
    <div aria-hidden className="min-w-0 flex-1 overflow-hidden">
      <div className="h-9 border-line border-b" />
      {ROWS.map((row) => (
        <div key={row} className="flex h-25.5 border-line border-b py-2.5">
          <span className="mx-5 h-4 w-50 shrink-0 rounded bg-track max-wide:mx-3 max-wide:w-30" />
          {COLUMNS.map((column) => (
            <span key={column} className="w-42 shrink-0 px-2">
              <span className="block size-20 rounded-[3px] bg-track motion-safe:animate-pulse" />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
