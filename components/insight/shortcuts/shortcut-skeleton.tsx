const CARDS = [0, 1, 2, 3];

/** Before the first answer: cards and a scatter as large as the real ones. */
export function ShortcutSkeleton() {
  return (
    <div aria-hidden className="flex flex-1">
      <div className="w-105 shrink-0 border-line border-r bg-panel max-wide:w-full max-wide:border-r-0">
        <div className="h-11 border-line border-b" />
        {CARDS.map((card) => (
          <div key={card} className="flex h-[164px] gap-4 border-line border-b px-5 py-3.5 max-wide:px-3">
            <span className="size-26 rounded-[3px] bg-track motion-safe:animate-pulse" />
            <span className="h-5 flex-1 rounded bg-track" />
          </div>
        ))}
      </div>
      <div className="flex-1 bg-panel max-wide:hidden" />
    </div>
  );
}
