'use client';

import { useTranslations } from 'use-intl';
import { useNumbers } from '@/components/insight/numbers';
import { inARow } from '@/components/kit/in-a-row';
import type { SampleJson } from '@/lib/api/sample-answers';
import { isOfMaps, type SaliencyState } from '@/lib/api/search-params';
import { isolated } from '@/lib/i18n/isolate';

/** What the samples are sorted by. */
export type Sorting = Pick<SaliencyState, 'sort' | 'mapsOf' | 'measure'>;

interface SortValue {
  /** The number alone, and after its name with its unit. */
  number: string;
  text: string;
  /** What it is, and why there is none. */
  title: string;
}

/** The value that a sample is sorted by; null where the order is that of ids, marks or probabilities, which are shown anyway. */
export function useSortValue(sorting: Sorting): (sample: SampleJson) => SortValue | null {
  const t = useTranslations('saliency.sorted');
  const measures = useTranslations('insight.agreement.short');
  const { brief, exact } = useNumbers();
  const { sort, mapsOf, measure } = sorting;
  const name = useSortName(sorting);
  if (sort === 'id' || sort === 'marked' || sort === 'confidence') return () => null;
  const of = mapsOf === null ? t('ofAll') : isolated(mapsOf);
  const title = t('by', { name: isOfMaps(sort) ? `${name}, ${of}` : name });
  return ({ sortValue = null }) => {
    const number = sort === 'uncertainty' || sort === 'margin' ? exact(sortValue) : brief(sortValue);
    const value = sort === 'evidence' && sortValue !== null ? `${number} ×` : number;
    return {
      number,
      text: t(`text.${sort}`, { measure: measures(measure), value }),
      title: sortValue === null ? `${title}\n${t(`none.${sort}`)}` : title,
    };
  };
}

/** The name of what the samples are sorted by. */
function useSortName({ sort, measure }: Sorting): string {
  const t = useTranslations('filter');
  return sort === 'agreement' ? t(`agreementAs.${measure}`) : t(sort);
}

/**
 * The number of samples of a list before those that have none of the values that it is sorted by; its length if all have one, or where the
 * list is not in order. Samples whose labels are not written yet do not count: they say so themselves, and may have a value in a moment.
 */
export function withValues(samples: readonly SampleJson[], sort: Sorting['sort']): number {
  if (sort === 'id') return samples.length;
  const lacksValue = ({ labels, marks, sortValue }: SampleJson) =>
    labels.length > 0 && (sort === 'marked' ? marks?.length === 0 : sortValue === null);
  const first = samples.findIndex(lacksValue);
  if (first === -1) return samples.length;
  return samples.slice(first).every((sample) => lacksValue(sample) || sample.labels.length === 0)
    ? first
    : samples.length;
}

/** Between the samples with the value that they are sorted by and those without: why they have none. */
export function useDividerText(sorting: Sorting, isPartial: boolean): string | null {
  const t = useTranslations('saliency.sorted');
  const name = useSortName(sorting);
  const { sort } = sorting;
  if (sort === 'id') return null;
  return inARow(t('divider', { name }), t(isPartial && isOfMaps(sort) ? 'notYet' : `none.${sort}`));
}

/** A divider before the rows of the samples without the value that the list is sorted by. */
export function ValueDivider({ sorting, isPartial }: { sorting: Sorting; isPartial: boolean }) {
  const text = useDividerText(sorting, isPartial);
  if (text === null) return null;
  return (
    <li className="col-span-full border-line border-b">
      {/* As wide as the window, not as the columns. */}
      <p className="sticky left-0 w-[100cqw] bg-well px-[var(--edge)] py-1 text-muted text-small">{text}</p>
    </li>
  );
}
