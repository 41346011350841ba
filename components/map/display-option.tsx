import type { ReactNode } from 'react';

/** A toggle with an explanation. */
export function Option({ help, children }: { help: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      {children}
      <p className="text-muted text-small">{help}</p>
    </div>
  );
}
