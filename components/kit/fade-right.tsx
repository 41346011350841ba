/** The fade at the right edge of columns, if more follow; `className` gives its colour. */
export function FadeRight({ className }: { className: string }) {
  return (
    <span
      aria-hidden
      data-fade
      className={`pointer-events-none absolute inset-y-0 right-0 z-[2] w-8 bg-linear-to-l to-transparent ${className}`}
    />
  );
}
