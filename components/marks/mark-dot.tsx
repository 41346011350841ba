/** The colour of a mark; its name is beside it. */
export function MarkDot({ colour }: { colour: string }) {
  return <span aria-hidden data-mark-colour={colour} className="mark-dot size-2 shrink-0 rounded-full" />;
}
