'use client';

import { useTranslations } from 'use-intl';
import type { MeasureName } from '@/lib/api/choices';
import { MEASURE_NAMES } from '@/lib/api/choices';
import type { PairsAnswer } from '@/lib/api/insight-answers';
import { MAX_PIXELS } from '@/lib/sketch/full-resolution';
import { NOTHING, useNumbers } from '../numbers';
import type { FullState } from './use-full-agreement';

interface Props {
  pair: PairsAnswer['pairs'][number];
  full: FullState;
  measure: MeasureName;
}

/** The measures of a pair at full resolution, in bold, and on the 16 × 16 grid; the one that pairs are sorted by is not muted. */
export function PairNumbers({ pair, full, measure }: Props) {
  const t = useTranslations('insight.agreement');
  const { exact } = useNumbers();
  return (
    <table className="mt-1.5 w-full text-right text-small">
      <thead>
        <tr className="text-muted">
          <td />
          {MEASURE_NAMES.map((each) => (
            <th key={each} scope="col" className="w-14 font-normal">
              {t(`short.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className="h-6" data-full>
          <th scope="row" className="text-left font-normal text-muted">
            <GridName full={full} />
          </th>
          {MEASURE_NAMES.map((each) => (
            <td key={each} className="font-semibold text-base">
              {full.kind === 'ready' ? exact(orNull(full.agreement[each])) : full.kind === 'waiting' ? '…' : NOTHING}
            </td>
          ))}
        </tr>
        <tr className="h-6" data-sketch>
          <th scope="row" className="text-left font-normal text-muted">
            {t('sortedBy', { measure: t(`short.${measure}`) })}
          </th>
          {MEASURE_NAMES.map((each) => (
            <td key={each} className={each === measure ? '' : 'text-muted'}>
              {exact(pair[each])}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value);

/** On which grid the maps were compared, or why they were not. */
function GridName({ full }: { full: FullState }) {
  const t = useTranslations('insight.agreement');
  switch (full.kind) {
    case 'waiting':
      return t('loadingMaps');
    case 'unreadable':
      return t('unreadableMaps');
    case 'coloured':
      return t('colouredMaps');
    case 'ready': {
      const { width, height } = full.agreement;
      const isReduced = width * height > MAX_PIXELS * 0.99;
      const key = isReduced ? 'reducedGrid' : full.isSameSize ? 'storedGrid' : 'largerGrid';
      return (
        <span title={key === 'storedGrid' ? undefined : t(`${key}Help`)}>
          {t(key, { width: String(width), height: String(height) })}
        </span>
      );
    }
  }
}
