'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { DownloadCsv } from '@/components/kit/download';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { TypeMark } from '@/components/saliency/type-mark';
import type { MeasureName } from '@/lib/api/choices';
import type { PairingJson, PairsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { type FilterState, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { type Axis, axisAround } from '../axis';
import { Few } from '../few';
import { useNumbers } from '../numbers';
import { Strip, StripSign } from '../strip';
import { partsCsv } from './tables';

interface Props {
  job: JobAnswer;
  answer: PairsAnswer;
  measure: MeasureName;
  filter: FilterState;
}

/** The agreement of the chosen explainers by prediction type and by label; names lead to their samples. */
export function Parts({ job, answer, measure, filter }: Props) {
  const t = useTranslations('insight.agreement');
  const { brief } = useNumbers();
  const { a, b, types, labels } = answer;
  const parts = [...types, ...labels];
  const untyped = answer[measure].n - types.reduce((sum, part) => sum + part[measure].n, 0);
  const axis = axisAround(parts.flatMap((part) => [part[measure].mean, part[measure].shuffled]));
  const isTwice = (name: string) => labels.filter((label) => label.name === name).length > 1;
  const hrefOf = (change: Partial<FilterState>) =>
    serializeSaliencyParams(pages.saliency(job.key), { ...filter, ...change });
  return (
    <section aria-labelledby="parts" className="border-line border-t px-5 py-3.5 max-wide:px-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3">
        <h2 id="parts" className="font-semibold">
          {t('parts')}
        </h2>
        <span className="text-muted text-small">
          <StripSign /> {t('partsHelp', { measure: t(`short.${measure}`), min: brief(axis.min), max: brief(axis.max) })}
        </span>
        <span className="ml-auto">
          <DownloadCsv name={`${job.name} ${a} ${b}`} rows={() => partsCsv(answer)} />
        </span>
      </div>
      <ul className="gap-x-8 [columns:15.5rem_2]">
        {types.map((part) => (
          <Part
            key={part.type}
            {...{ part, axis, measure }}
            href={hrefOf({ types: [part.type] })}
            name={<TypeMark type={part.type} />}
            title={part.type}
          />
        ))}
        {labels.map((part) => {
          const title = isTwice(part.name) ? `${part.name} #${part.id}` : part.name;
          return (
            <Part
              key={part.id}
              {...{ part, axis, measure }}
              href={hrefOf({ labels: [part.id] })}
              name={<MiddleEllipsis text={title} />}
              title={title}
            />
          );
        })}
      </ul>
      {untyped > 0 && types.length > 0 && (
        <p className="mt-1.5 text-muted text-small">{t('untyped', { count: untyped })}</p>
      )}
    </section>
  );
}

interface PartProps {
  part: Record<MeasureName, PairingJson>;
  measure: MeasureName;
  axis: Axis;
  href: string;
  name: ReactNode;
  title: string;
}

function Part({ part, measure, axis, href, name, title }: PartProps) {
  const t = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const { n, mean, shuffled, lift } = part[measure];
  return (
    <li className="grid h-6 break-inside-avoid grid-cols-[minmax(4rem,.5fr)_minmax(2.5rem,1fr)_3.25rem_3.75rem] items-center gap-x-2">
      <Link
        href={href}
        prefetch={false}
        title={t('partSamples', { name: isolated(title) })}
        className="flex h-6 min-w-0 items-center justify-end rounded hover:text-accent hover:underline"
      >
        {name}
      </Link>
      <span title={t('partRaw', { mean: brief(mean), shuffled: brief(shuffled) })}>
        <Strip axis={axis} mean={mean} shuffled={shuffled} isLow />
        <span className="sr-only">{t('partRaw', { mean: brief(mean), shuffled: brief(shuffled) })}</span>
      </span>
      <span className="text-right" title={lift === null ? t('noLift') : undefined}>
        {signed(lift)}
      </span>
      <span className="flex items-center gap-1 whitespace-nowrap text-muted text-small">
        {lift !== null && <Few n={n} />}
        {t('n', { n })}
      </span>
    </li>
  );
}
