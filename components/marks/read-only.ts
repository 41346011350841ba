'use client';

import { useTranslations } from 'use-intl';
import type { MarksAnswer } from '@/lib/api/mark-answers';

export type ReadOnly = NonNullable<MarksAnswer['readOnly']>;

/** Why marks cannot be changed, or read, as a sentence in the language of the page. */
export function useReadOnlyReason(): (readOnly: ReadOnly) => string {
  const t = useTranslations('marks.why');
  return ({ why, message }) => t(why, { message });
}

/** Whether marks cannot be read, either. */
export const isUnread = ({ why }: ReadOnly): boolean => why === 'unreadable' || why === 'unreachable';
