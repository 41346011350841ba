'use client';

import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import type { SampleJson } from '@/lib/api/sample-answers';

/** The smallest probability that is shown as a number. */
const SMALL = 0.001;

interface Props {
  sample: SampleJson;
  /** Whether the list is initially open. */
  isOpen?: boolean;
  /** Whether there is room for several columns. */
  isWide?: boolean;
}

/** Labels below the threshold that are not ground truth, with their probabilities. */
export function RunnersUp({ sample: { runnersUp, runnerUpCount }, isOpen = false, isWide = false }: Props) {
  const t = useTranslations('saliency');
  const probability = useProbability();
  const brief = (value: number | null) =>
    value !== null && value < SMALL / 2 ? `< ${probability(SMALL)}` : probability(value);
  if (runnersUp.length === 0) return null;
  return (
    <details open={isOpen} className="group shrink-0 text-muted text-small mid:px-2.5">
      <summary title={t('runnersUpNote')} className="cursor-pointer rounded py-1 hover:text-ink">
        {t('runnersUp', { count: runnerUpCount })}
      </summary>
      <p className="py-1">{t('runnersUpNote')}</p>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
        tabIndex={0}
        aria-label={t('runnersUp', { count: runnerUpCount })}
        className={`max-h-56 overflow-y-auto ${isWide ? 'grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-6' : ''}`}
      >
        {runnersUp.map(({ id, name, confidence, uncertainty }) => (
          <li key={id} className="flex gap-2 py-px" data-runner-up={id}>
            <span className="flex min-w-0 flex-1">
              <MiddleEllipsis text={name} />
            </span>
            <span>
              {uncertainty?.sd == null || (confidence !== null && confidence < SMALL / 2)
                ? brief(confidence)
                : t('withSpread', { value: probability(confidence), sd: probability(uncertainty.sd) })}
            </span>
          </li>
        ))}
      </ul>
      {runnersUp.length < runnerUpCount && (
        <p className="py-1">{t('runnersUpFirst', { shown: runnersUp.length, count: runnerUpCount })}</p>
      )}
    </details>
  );
}
