'use client';

import { useTranslations } from 'use-intl';
import { FEW } from './numbers';

/** Marks a number that rests on few values, in words for screen readers and as a tooltip; nothing if there are enough. */
export function Few({ n }: { n: number }) {
  const t = useTranslations('insight');
  if (n >= FEW) return null;
  const words = t('few', { n, least: FEW });
  return (
    <span title={words} className="inline-flex self-center">
      <FewMark />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** The mark alone: a half-filled circle. */
export function FewMark({ className = '' }: { className?: string }) {
  return (
    <svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10" className={`inline-block text-fn ${className}`}>
      <circle cx="5" cy="5" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 .75a4.25 4.25 0 0 0 0 8.5z" fill="currentColor" />
    </svg>
  );
}
