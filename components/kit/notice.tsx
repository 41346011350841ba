import type { ReactNode } from 'react';

interface Props {
  title: string;
  detail?: ReactNode;
  /** The way out. */
  children?: ReactNode;
  isError?: boolean;
}

/** What stands where there is nothing to show: why, and what to do. */
export function Notice({ title, detail, children, isError = false }: Props) {
  return (
    <div
      role={isError ? 'alert' : undefined}
      className="mx-auto flex max-w-xl flex-col items-center gap-2 px-5 py-20 text-center"
    >
      <p className="font-semibold text-[15px]">{title}</p>
      {detail && <p className="text-balance break-words text-muted [overflow-wrap:anywhere]">{detail}</p>}
      {children && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
