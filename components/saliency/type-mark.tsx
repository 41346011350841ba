'use client';

import { useTranslations } from 'use-intl';
import type { PredictionTypeName } from '@/lib/api/answer-values';

const LOOKS = { TP: 'bg-tp-tint text-tp', FN: 'bg-fn-tint text-fn', FP: 'bg-fp-tint text-fp' };

/** A prediction type as its abbreviation in its colour. */
export function TypeMark({ type }: { type: PredictionTypeName | null }) {
  const t = useTranslations('filter');
  if (type === null) return null;
  return (
    <abbr title={t(type)} className={`rounded-[3px] px-1.5 py-px font-semibold text-tiny no-underline ${LOOKS[type]}`}>
      {type}
    </abbr>
  );
}
