import { CloudOff } from 'lucide-react';

/** A line below the top bar: why the server, the object store or the disk does not answer. */
export function OutageBar({ children }: { children: string }) {
  return (
    <p role="alert" className="flex items-start gap-2 border-line border-b bg-fp-tint px-5 py-2 text-ink max-wide:px-3">
      <CloudOff size={14} aria-hidden className="mt-[2px] shrink-0 text-bad" />
      <span className="[overflow-wrap:anywhere]">{children}</span>
    </p>
  );
}
