'use client';

import { useTranslations } from 'use-intl';

/** Inferno at its tenths, as the maps have it. */
const RAMP =
  'linear-gradient(90deg,#000004,#160b39,#420a68,#6a176e,#932667,#bc3754,#dd513a,#f37819,#fca50a,#f6d746,#fcffa4)';

/** What the colours of the maps mean, and what they do not. */
export function Legend() {
  const t = useTranslations('saliency');
  return (
    <span className="inline-flex items-center gap-2 text-muted text-small max-wide:hidden" title={t('legend')}>
      <span>{t('legendLow')}</span>
      <span aria-hidden className="h-2 w-20 rounded-full" style={{ background: RAMP }} />
      <span>{t('legendHigh')}</span>
      <span className="max-[75rem]:hidden">· {t('legendShort')}</span>
    </span>
  );
}
