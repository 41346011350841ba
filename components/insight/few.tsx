'use client';

import { useTranslations } from 'use-intl';
import { FEW } from './numbers';

/** Marks a number that rests on few values, in words for screen readers and as a tooltip; nothing if there are enough. */
export function Few({ n }: { n: number }) {
  const t = useTranslations('insight');
  if (n >= FEW) return null;
  const words = t('few', { n, least: FEW });
  return (
    <span title={words} className="text-fn">
      <span aria-hidden>◐</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
