import type { JobAnswer } from '@/lib/api/job-answers';
import type { FacetsRequest } from '@/lib/api/requests';
import { short } from './parts';
import type { Words } from './words';

type Filter = Omit<FacetsRequest, 'threshold'>;

/** The parts of a filter in words; none without a filter. */
export function filterWords(
  { t, exact }: Words,
  { explainerNames, labelCounts }: Pick<JobAnswer, 'explainerNames' | 'labelCounts'>,
  filter: Filter,
): string[] {
  const nameOf = (label: number) => short(labelCounts.find(({ id }) => id === label)?.name ?? `#${label}`);
  const range = (what: string, least?: number, greatest?: number): string | false => {
    if (least === undefined && greatest === undefined) return false;
    if (greatest === undefined) return `${what} ≥ ${exact(least ?? null)}`;
    return least === undefined ? `${what} ≤ ${exact(greatest)}` : `${what} ${exact(least)}–${exact(greatest)}`;
  };
  const { label, type, truth, predicted, samples, marks, notes, region, explainer, measure, interval } = filter;
  const hasRange = [filter.minAgreement, filter.maxAgreement, filter.minEvidence, filter.maxEvidence].some(
    (value) => value !== undefined,
  );
  const parts: (string | false | undefined)[] = [
    label.length > 0 && `${t('report.label')} ${label.map(nameOf).join(t('report.or'))}`,
    type.length > 0 && type.length < 3 && type.join(t('report.or')),
    truth !== undefined && t('filter.truthIs', { label: nameOf(truth) }),
    predicted === 'none' && t('filter.predictedNothing'),
    typeof predicted === 'number' && t('filter.predictedIs', { label: nameOf(predicted) }),
    samples && t('filter.samplesAre', { count: samples.length }),
    marks && marks.length > 0 && t('filter.marksAre', { names: marks.join(', ') }),
    notes && t('filter.withNote'),
    region && t('filter.regionOf', { explainer: explainerNames[region.explainer] ?? '?' }),
    ...interval.map((place) => t(`filter.interval.${place}`)),
    range(t('filter.confidence'), filter.minConfidence, filter.maxConfidence),
    range(t('filter.uncertainty'), filter.minUncertainty, filter.maxUncertainty),
    range(t('filter.margin'), filter.minMargin, filter.maxMargin),
    range(t(`filter.agreementAs.${measure ?? 'rho'}`), filter.minAgreement, filter.maxAgreement),
    range(t('filter.evidence'), filter.minEvidence, filter.maxEvidence),
    range(t('filter.border'), filter.minBorder, filter.maxBorder),
    range(t('filter.spread'), filter.minSpread, filter.maxSpread),
    explainer !== undefined && hasRange && t('filter.mapsOf', { explainer }),
    filter.hasMaps && t('report.withMaps'),
    filter.hasCounterfactuals && t('report.withCounterfactuals'),
  ];
  return parts.filter((part) => typeof part === 'string');
}
