'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { TypeMark } from '@/components/saliency/type-mark';
import type { MeasureName } from '@/lib/api/choices';
import type { TriageAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { useNumbers } from '../numbers';

type Preset = TriageAnswer['presets'][number];

interface Props {
  job: JobAnswer;
  preset: Preset;
  pair: Preset['first'][number];
  measure: MeasureName;
  /** Whether the numbers are of one explainer, so that its map is shown. */
  isOfOne: boolean;
  /** Undefined while it is loading. */
  sample: SampleJson | undefined;
  /** The page of the sample. */
  href: string;
}

/** A sample of a preset: its original, the map that deserves a look first, its label and the number that it is ordered by. */
export function PresetTile({ job, preset: { preset }, pair, measure, isOfOne, sample, href }: Props) {
  const t = useTranslations('insight.triage');
  const saliency = useTranslations('saliency');
  const measures = useTranslations('insight.agreement.short');
  const probability = useProbability();
  const { brief, exact } = useNumbers();
  const { sample: id, label, name, type, confidence, low, high, value, explainer } = pair;
  const index = explainer === null ? firstExplainer(sample, label) : job.explainerNames.indexOf(explainer);
  const shown = job.explainerNames[index];
  const which = explainer === null || isOfOne ? 'mapOf' : preset === 'beside' ? 'leastInside' : 'worstMap';
  const isCounted = preset === 'disagree' || preset === 'beside';
  return (
    <li className="min-w-0">
      <div className="grid grid-cols-2 gap-0.5" title={shown && t(which, { explainer: shown })}>
        <Original
          src={api.original(job.key, job.generation ?? '-', id)}
          alt={saliency('original', { id })}
          path={sample?.imagePath}
        />
        {sample ? (
          <MapCell job={job} sample={sample} explainer={index} label={label} />
        ) : (
          <span className="aspect-square rounded-md bg-track" />
        )}
      </div>
      <p className="mt-1 flex h-5 items-center gap-1.5 whitespace-nowrap text-small">
        {type && <TypeMark type={type} />}
        <Link href={href} prefetch={false} className="text-muted hover:text-accent">
          # {id}
        </Link>
        <span className="ml-auto">
          {isCounted
            ? t(`values.${preset}`, { measure: measures(measure), value: brief(value) })
            : t(`values.${preset}`, { value: probability(confidence) })}
        </span>
      </p>
      <p className="flex h-5 items-center gap-1.5 whitespace-nowrap text-muted text-small">
        <MiddleEllipsis text={name} />
        {!isCounted && low !== null && high !== null && (
          <span className="ml-auto">{t('interval', { low: exact(low), high: exact(high) })}</span>
        )}
      </p>
      {shown !== undefined && (
        <p title={t(which, { explainer: shown })} className="flex h-5 items-center text-muted text-small">
          <MiddleEllipsis text={t('tileMap', { explainer: shown })} />
        </p>
      )}
    </li>
  );
}

/** The first explainer with a map for a label; −1 without one. */
function firstExplainer(sample: SampleJson | undefined, label: number): number {
  const explainers = sample?.maps.filter((map) => map.label === label).map((map) => map.explainer) ?? [];
  return explainers.length === 0 ? -1 : Math.min(...explainers);
}
