import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** Whether this is all that the page has, so that the title is the page's. */
  isPage?: boolean;
  detail?: ReactNode;
  /** The way out. */
  children?: ReactNode;
  isError?: boolean;
}

/** What stands where there is nothing to show: why, and what to do. */
export function Notice({ title, detail, children, isPage = false, isError = false }: Props) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div
      role={isError ? 'alert' : undefined}
      className="mx-auto flex max-w-xl flex-col items-center gap-2 px-5 py-20 text-center"
    >
      <Title className="font-semibold text-[15px]">{title}</Title>
      {detail && <p className="text-balance break-words text-muted [overflow-wrap:anywhere]">{detail}</p>}
      {children && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
