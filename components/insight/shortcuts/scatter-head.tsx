'use client';

import { useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { Select } from '@/components/kit/select';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import { SCATTER_COLOURS, SCATTER_POINTS } from '@/lib/api/insight-params';
import { MAX_TILES } from './selection';

type Points = (typeof SCATTER_POINTS)[number];
type Tint = (typeof SCATTER_COLOURS)[number];

interface Props {
  answer: ShortcutsAnswer;
  /** What the points are; null if there are too many for maps. */
  show: Points | null;
  tint: Tint;
  onShow(show: Points): void;
  onTint(tint: Tint): void;
}

/** What the scatter shows, and the choice of its points and colours. */
export function ScatterHead({ answer: { n, of, points }, show, tint, onShow, onTint }: Props) {
  const t = useTranslations('insight.shortcuts');
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-5 py-1.5 max-wide:px-3">
      <h2 className="font-semibold">{t('maps', { n })}</h2>
      <span className="min-w-0 text-muted text-small">
        {n < of && <span className="text-fn">{t('selected', { selected: n, of })} · </span>}
        {points.length < n && `${t('someShown', { shown: points.length })} · `}
        {t('nearIsAlike')}
        {show === 'maps' && ` · ${t('nudged')}`}
      </span>
      <span className="ml-auto flex items-center gap-4">
        {show === null ? (
          <span className="text-muted text-small">{t('tooManyForMaps', { most: MAX_TILES })}</span>
        ) : (
          <Choice
            label={t('points')}
            value={show}
            options={SCATTER_POINTS.map((value) => ({ value, label: t(`as.${value}`) }))}
            onChange={onShow}
          />
        )}
        <span className="flex items-center gap-2">
          <span className="text-muted">{t('colour')}</span>
          <Select
            label={t('colour')}
            value={tint}
            options={SCATTER_COLOURS.map((value) => ({ value, label: t(`by.${value}`) }))}
            onChange={onTint}
          />
        </span>
      </span>
    </div>
  );
}
