/** The box of a checkbox. */
export function CheckMark({ isChecked }: { isChecked: boolean }) {
  return (
    <span
      aria-hidden
      className={`grid size-3.5 shrink-0 place-items-center rounded-[3px] border ${isChecked ? 'border-accent bg-accent text-on-accent' : 'border-faint'}`}
    >
      {isChecked && (
        <svg viewBox="0 0 10 10" className="size-2.5" role="presentation">
          <path d="M1.5 5.2 4 7.7 8.5 2.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      )}
    </span>
  );
}
