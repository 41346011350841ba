'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

interface Props {
  /** First and last row of the page, starting at 1, and the number of matching rows. */
  from: number;
  to: number;
  total: number;
  /** Number of rows without any filter. */
  all?: number;
  note?: ReactNode;
  children: ReactNode;
}

/** The footer of a paged view: the range of rows and the total on the left, pagination on the right. */
export function Footer({ from, to, total, all = total, note, children }: Props) {
  const t = useTranslations('pages');
  return (
    <footer className="sticky bottom-0 z-20 border-line border-t bg-panel max-wide:relative max-wide:bottom-auto slim:relative slim:bottom-auto">
      <div className="flex min-h-12 items-center gap-x-4 gap-y-1 px-5 py-1.5 max-wide:flex-wrap max-wide:px-3">
        <span className="min-w-36 whitespace-nowrap text-muted max-[75rem]:min-w-0">
          {total === 0 ? t('nothing') : to === 0 ? t('none', { total }) : t('range', { from, to, total })}
          {all !== total && ` · ${t('inAll', { count: all })}`}
        </span>
        {note}
        <div className="ml-auto flex items-center justify-end gap-x-4 gap-y-1 max-wide:flex-wrap">{children}</div>
      </div>
    </footer>
  );
}
