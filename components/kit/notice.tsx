import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** Whether it is the only content of the page, so that its title is the heading of the page. */
  isPage?: boolean;
  detail?: ReactNode;
  /** The suggested action. */
  children?: ReactNode;
  isError?: boolean;
}

/** An empty state: the reason, and what to do. */
export function Notice({ title, detail, children, isPage = false, isError = false }: Props) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div
      role={isError ? 'alert' : undefined}
      className="mx-auto flex max-w-xl flex-col items-center gap-2 px-5 py-20 text-center"
    >
      <Title className="font-semibold text-[15px]">{title}</Title>
      {detail && <p className="text-balance text-muted [overflow-wrap:anywhere]">{detail}</p>}
      {children && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
