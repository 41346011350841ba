'use client';

import { useTranslations } from 'use-intl';
import { useNumbers } from '@/components/insight/numbers';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import { isolated } from '@/lib/i18n/isolate';
import { shownBins } from './shown-bins';

const HEIGHT = 132;

interface Props {
  delta: CompareAnswer['delta'];
  fixed: number;
  broken: number;
}

/** The distribution of the change of probability, with the flips in accent, the mean as a line and 0 as a dotted one. */
export function DeltaHistogram({ delta, fixed, broken }: Props) {
  const t = useTranslations('compare.delta');
  const { signed, briefSigned } = useNumbers();
  const { n, mean, median, fell, greatestDrop } = delta;
  const { from, to, bins } = shownBins(delta.histogram);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const at = (value: number) => `${(100 * (value - from)) / (to - from)}%`;
  return (
    <section aria-label={t('title')} className="flex min-w-0 flex-col">
      <h2 className="font-semibold">
        {t('title')} <span className="font-normal text-muted">{t('of', { count: n })}</span>
      </h2>
      {n === 0 ? (
        <p className="mt-3 text-muted">{t('none')}</p>
      ) : (
        <>
          <figure className="relative mt-6" aria-label={t('chart', { from: briefSigned(from), to: briefSigned(to) })}>
            <div className="relative border-line border-b" style={{ height: HEIGHT }} aria-hidden>
              <div className="flex size-full items-end gap-px">
                {bins.map(({ start, count, flips }) => (
                  <span
                    key={start}
                    className="flex min-w-0 flex-1 flex-col justify-end bg-[color-mix(in_srgb,var(--muted)_55%,transparent)]"
                    style={{ height: count === 0 ? 0 : `max(2px, ${(100 * count) / most}%)` }}
                  >
                    <span className="bg-accent" style={{ height: `${count === 0 ? 0 : (100 * flips) / count}%` }} />
                  </span>
                ))}
              </div>
              <span className="absolute inset-y-0 w-px border-ink border-l border-dotted" style={{ left: at(0) }} />
              {mean !== null && (
                <span className="-top-1 absolute bottom-0 w-px bg-ink" style={{ left: at(mean) }}>
                  <span
                    className="-top-5 absolute whitespace-nowrap text-small"
                    style={{ transform: `translateX(-${at(mean)})` }} // from its start to its end, so that it stays above the chart
                  >
                    {t('mean', { mean: signed(mean) })}
                  </span>
                </span>
              )}
            </div>
            <div className="relative mt-1 h-4 text-muted text-small" aria-hidden>
              {[-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
                .filter((mark) => mark >= from && mark <= to)
                .map((mark) => (
                  <span
                    key={mark}
                    className={`absolute ${mark === from ? '' : mark === to ? '-translate-x-full' : '-translate-x-1/2'}`}
                    style={{ left: at(mark) }}
                  >
                    {mark === 0 ? '0' : briefSigned(mark)}
                  </span>
                ))}
            </div>
          </figure>
          <p className="mt-1.5 text-muted text-small">
            <span aria-hidden className="mr-1.5 inline-block size-2.5 bg-accent" />
            {t('summary', { fixed, broken, median: signed(median), fell, n })}
            {greatestDrop && greatestDrop.delta < 0 && (
              <>
                {' '}
                · {t('greatestDrop', { id: isolated(`# ${greatestDrop.sample}`), delta: signed(greatestDrop.delta) })}
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}
