'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { StateDot, useStateWord } from '@/components/frame/job-state';
import type { CompareAnswer, CompareSide } from '@/lib/api/compare-answers';
import { isolated } from '@/lib/i18n/isolate';

/** Lines about what makes the numbers weak: a job that grows, is damaged or cannot be read, the same job twice, other thresholds. */
export function SideStates({ answer: { a, b } }: { answer: CompareAnswer }) {
  const t = useTranslations('compare');
  const word = useStateWord();
  const sides = [
    { name: 'A', side: a },
    { name: 'B', side: b },
  ].filter(({ side }) => isNotable(side));
  const line = 'flex items-start gap-2 border-line border-b px-5 py-1.5 max-wide:px-3';
  return (
    <>
      {a.key === b.key && <p className={`bg-fn-tint ${line}`}>{t('same')}</p>}
      {a.threshold !== b.threshold && (
        <p className={`bg-fn-tint ${line}`}>{t('thresholds', { a: a.threshold, b: b.threshold })}</p>
      )}
      {sides.map(({ name, side }) => (
        <p key={name} role="status" className={`${side.message === null ? 'bg-panel' : 'bg-fp-tint'} ${line}`}>
          {side.message === null ? (
            <span className="pt-1">
              <StateDot state={side.state} />
            </span>
          ) : (
            <TriangleAlert size={14} aria-hidden className="mt-[2px] shrink-0 text-bad" />
          )}
          <span className="[overflow-wrap:anywhere]">
            {t('stateOf', { name, path: isolated(side.name), state: word(side.state, shareOf(side)) })}
            {side.message !== null ? ` ${side.message}` : ` ${t('grows')}`}
          </span>
        </p>
      ))}
    </>
  );
}

function isNotable({ state, message }: CompareSide): boolean {
  return message !== null || state === 'loading' || state === 'live';
}

function shareOf({ progress: { read, total } }: CompareSide): number {
  return total === 0 ? 0 : Math.floor((100 * read) / total) / 100;
}
