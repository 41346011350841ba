'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { useFullAgreement } from '@/components/insight/agreement/use-full-agreement';
import { useNumbers } from '@/components/insight/numbers';
import { heatmapAddress } from '@/components/map/map-cell';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { isolated } from '@/lib/i18n/isolate';
import { MAX_PIXELS } from '@/lib/sketch/full-resolution';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  label: number;
  /** Indices of the two explainers in swipe. */
  explainers: readonly [number, number];
}

/** The agreement of the two maps in swipe at full resolution, and on how many pixels it was counted; or why it is not defined. */
export function StageAgreement({ job, sample, label, explainers }: Props) {
  const t = useTranslations('stage.agreement');
  const missing = explainers.find(
    (explainer) => !sample.maps.some((map) => map.label === label && map.explainer === explainer),
  );
  return (
    <p aria-label={t('label')} role="status" className="text-muted text-small">
      {missing === undefined ? (
        <Numbers {...{ job, sample, label, explainers }} />
      ) : (
        t('absent', { explainer: isolated(job.explainerNames[missing]) })
      )}
    </p>
  );
}

function Numbers({ job, sample, label, explainers: [a, b] }: Props) {
  const t = useTranslations('stage.agreement');
  const format = useFormatter();
  const { exact } = useNumbers();
  const sourceOf = (explainer: number) => ({
    address: heatmapAddress(job, sample.id, explainer, label),
    range: sample.maps.find((map) => map.label === label && map.explainer === explainer)?.range ?? null,
  });
  const full = useFullAgreement(sourceOf(a), sourceOf(b), job.revision);
  if (full.kind !== 'ready') return t(full.kind);
  const { rho, iou, width, height, evidence } = full.agreement;
  const undefinedOne = evidence.findIndex((kind) => kind !== 'varies');
  if (undefinedOne !== -1) {
    const explainer = isolated(job.explainerNames[[a, b][undefinedOne]]);
    return t(evidence[undefinedOne] === 'none' ? 'none' : 'constant', { explainer });
  }
  const isReduced = width * height > MAX_PIXELS * 0.99;
  const grid = isReduced ? 'reduced' : full.isSameSize ? 'stored' : 'larger';
  return (
    <span title={t(`${grid}Help`)}>
      <span className="whitespace-nowrap text-ink">{t('rho', { rho: exact(rho) })}</span>
      {' · '}
      <span className="whitespace-nowrap text-ink">{t('iou', { iou: exact(iou) })}</span>{' '}
      <span className="whitespace-nowrap">{t('chance', { chance: exact(CHANCE) })}</span>
      {' · '}
      <span className="whitespace-nowrap">
        {t('pixels', { count: width * height, width: format.number(width), height: format.number(height) })}
      </span>{' '}
      <span className="whitespace-nowrap">{t(grid)}</span>
    </span>
  );
}

/** The IoU that two independent top deciles are expected to have. */
const CHANCE = 0.1 / (2 - 0.1);
