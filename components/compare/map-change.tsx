'use client';

import { useTranslations } from 'use-intl';
import { axisAround } from '@/components/insight/axis';
import { FEW, useNumbers } from '@/components/insight/numbers';
import { Strip, StripSign } from '@/components/insight/strip';
import { Choice } from '@/components/kit/choice';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { MEASURE_NAMES, type MeasureName } from '@/lib/api/choices';
import type { CompareAnswer } from '@/lib/api/compare-answers';

interface Props {
  answer: CompareAnswer;
  measure: MeasureName;
  onMeasure(measure: MeasureName): void;
  /** Shows the samples whose maps have changed most. */
  onExplainer(name: string): void;
}

/** How far the maps of each explainer in A agree with those in B, beside maps of other samples: low lift means that they have changed. */
export function MapChange({ answer, measure, onMeasure, onExplainer }: Props) {
  const t = useTranslations('compare.maps');
  const inAgreement = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const rows = Object.entries(answer.maps).map(([name, maps]) => ({ name, ...maps[measure] }));
  const axis = axisAround([0, 1, ...rows.flatMap(({ ticks, mean, shuffled }) => [...ticks, mean, shuffled])]);
  const counted = rows.reduce((most, { n }) => Math.max(most, n), 0);
  return (
    <section aria-label={t('title')} className="flex min-w-0 flex-col">
      <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold">
        {t('title')}
        <span className="-my-1 ml-auto font-normal">
          <Choice
            label={inAgreement('measure')}
            value={measure}
            options={MEASURE_NAMES.map((value) => ({ value, label: inAgreement(`short.${value}`) }))}
            onChange={onMeasure}
          />
        </span>
      </h2>
      {rows.length === 0 ? (
        <p className="mt-3 text-muted">{t(whyNone(answer))}</p>
      ) : (
        <>
          <ul className="mt-2 flex flex-col gap-1.5">
            {rows.map(({ name, mean, shuffled, lift, ticks, n }) => (
              <li
                key={name}
                className="grid min-h-8 grid-cols-[minmax(5rem,8.5rem)_minmax(3rem,1fr)_auto] items-center gap-x-3"
              >
                <button
                  type="button"
                  title={t('open', { name })}
                  onClick={() => onExplainer(name)}
                  className="min-h-6 min-w-0 rounded text-left hover:text-accent"
                >
                  <MiddleEllipsis text={name} title={t('open', { name })} />
                </button>
                <Strip axis={axis} mean={mean} shuffled={shuffled} ticks={ticks} />
                <span className="text-right leading-tight">
                  <span className="block font-semibold">
                    {n > 0 && n < FEW && (
                      <span title={t('few', { n })} className="mr-1 text-fn">
                        ◐<span className="sr-only">{t('few', { n })}</span>
                      </span>
                    )}
                    {signed(lift)}
                  </span>
                  <span className="block text-muted text-small">
                    {t('rawAndShuffled', { mean: brief(mean), shuffled: brief(shuffled) })}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-muted text-small">
            {t.rich('legend', { sign: () => <StripSign />, n: counted, min: brief(axis.min), max: brief(axis.max) })}
          </p>
          <p className="text-muted text-small">{t('caveat')}</p>
        </>
      )}
    </section>
  );
}

/** The key of the reason why there is no map to compare. */
function whyNone({ explainers, isCounting, surveyed, total, compared }: CompareAnswer) {
  if (compared === 0) return 'noSamples';
  if (explainers.both.length === 0) return 'noExplainers';
  if (isCounting || surveyed < total) return 'counting';
  return 'noMaps';
}
