'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { type ReadOnly, useReadOnlyReason } from './read-only';

/** Says that marks cannot be read at the moment, and why, so that nobody takes their absence for an answer. */
export function MarksFault({ fault }: { fault: ReadOnly }) {
  const t = useTranslations('marks');
  const reasonOf = useReadOnlyReason();
  return (
    <p
      role="status"
      className="flex items-start gap-2 border-line border-b bg-fn-tint px-5 py-2 text-ink max-wide:px-3"
    >
      <TriangleAlert size={14} aria-hidden className="mt-[2px] shrink-0 text-fn" />
      <span className="[overflow-wrap:anywhere]">{t('unreadable', { why: reasonOf(fault) })}</span>
    </p>
  );
}
