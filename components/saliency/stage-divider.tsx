'use client';

interface Props {
  left: string;
  right: string;
  /** The margins of the picture in its frame: top, and side in percent. */
  top: string;
  side: number;
  /** Called with the new position of the divider, percent of the width. */
  onMove(swipe: number): void;
}

/** The line between two explainers, which can be dragged, with their names on both sides. */
export function StageDivider({ left, right, top, side, onMove }: Props) {
  const name =
    'pointer-events-none absolute mt-2 max-w-[45%] truncate rounded bg-black/75 px-1.5 text-small text-white';
  return (
    <>
      <div
        aria-hidden
        className="absolute inset-y-0 left-[var(--swipe)] -ml-3 flex w-6 cursor-ew-resize touch-none justify-center"
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const frame = event.currentTarget.parentElement?.getBoundingClientRect();
          if (!frame || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
          onMove(Math.min(100, Math.max(0, (100 * (event.clientX - frame.left)) / frame.width)));
        }}
      >
        <span className="w-px bg-white outline outline-black/50" />
        <span className="absolute top-1/2 -mt-4 h-8 w-2.5 rounded-full border border-black/50 bg-white" />
      </div>
      <span className={name} style={{ top, left: `calc(${side}% + 8px)` }}>
        {left}
      </span>
      <span className={name} style={{ top, right: `calc(${side}% + 8px)` }}>
        {right}
      </span>
    </>
  );
}
