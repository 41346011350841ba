'use client';

import { useTranslations } from 'use-intl';
import { useNumbers } from '@/components/insight/numbers';
import { Original } from '@/components/map/original';
import { MEASURE_NAMES } from '@/lib/api/choices';
import type { CompareAnswer, ComparedSample } from '@/lib/api/compare-answers';
import { api } from '@/lib/api/urls';
import { ComparedLabel } from './compared-label';
import type { Jobs } from './use-compare';

interface Props {
  jobs: Jobs;
  item: ComparedSample;
  /** Name of the explainer. */
  name: string;
  maps: CompareAnswer['maps'];
}

/** The original, the label in both jobs, and how far the two maps agree, each beside its shuffled value. */
export function StageSide({ jobs, item, name, maps }: Props) {
  const t = useTranslations('compare');
  const inSaliency = useTranslations('saliency');
  const inAgreement = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const { a, b } = item;
  return (
    <aside className="flex w-64 shrink-0 flex-col gap-4 overflow-y-auto border-line border-l bg-panel p-4 max-mid:w-full max-mid:border-t max-mid:border-l-0">
      <div className="w-32">
        <Original
          src={api.original(jobs.a.key, jobs.a.generation ?? '-', a.sample.id)}
          path={a.sample.imagePath}
          alt={inSaliency('original', { id: a.sample.id })}
        />
      </div>
      <ComparedLabel side="a" jobKey={jobs.a.key} name={item.name ?? ''} sample={a} threshold={jobs.a.threshold} />
      <ComparedLabel side="b" jobKey={jobs.b.key} name={item.name ?? ''} sample={b} threshold={jobs.b.threshold} />
      <p>
        <span className="font-medium text-[15px] text-accent">{signed(item.delta)}</span>{' '}
        <span className="text-muted">{t('deltaOf')}</span>
      </p>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1">
        {MEASURE_NAMES.map((measure) => (
          <div key={measure} className="contents">
            <dt className="text-muted">{inAgreement(`long.${measure}`)}</dt>
            <dd className="text-right">
              {brief(item.maps[name]?.[measure] ?? null)}{' '}
              <span className="text-muted text-small">
                {t('stage.shuffled', { value: brief(maps[name]?.[measure].shuffled ?? null) })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-small">{t('stage.onGrid')}</p>
    </aside>
  );
}
