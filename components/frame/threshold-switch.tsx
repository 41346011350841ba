'use client';

import { SeparatorVertical } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useKeys } from '@/components/kit/keys';
import { nearestThreshold, parseThreshold } from '@/lib/api/threshold';
import { useJob } from './use-job';
import { useLiveThreshold, useSetThreshold } from './use-threshold';

/** Loaded when it is on. */
const ThresholdBar = dynamic(() => import('./threshold-bar').then(({ ThresholdBar }) => ThresholdBar), {
  loading: () => <div className="h-11 border-line border-b bg-panel" />,
});

/** Loaded when the address has something else. */
const BadThreshold = dynamic(() => import('./bad-threshold').then(({ BadThreshold }) => BadThreshold));

/** Switches the live threshold of a job on, at the recorded threshold, and off. */
export function ThresholdSwitch({ jobKey }: { jobKey: string }) {
  const t = useTranslations('threshold');
  const { data: job } = useJob(jobKey);
  const live = useLiveThreshold();
  const set = useSetThreshold();
  const toggle = () => job && set(live === null ? nearestThreshold(job.threshold) : null, 'push');
  useKeys({ t: toggle });
  if (!job) return null;
  return (
    <button
      type="button"
      title={t('switch')}
      aria-pressed={live !== null}
      onClick={toggle}
      className={`inline-flex size-7 items-center justify-center rounded-md ${live === null ? 'hover:bg-well' : 'bg-accent-tint text-accent'}`}
    >
      <SeparatorVertical size={14} aria-hidden />
      <span className="sr-only">{t('switch')}</span>
    </button>
  );
}

/** The bar with the live threshold, while it is on; a note where the address has something else that is no threshold. */
export function LiveThreshold({ jobKey }: { jobKey: string }) {
  const live = useLiveThreshold();
  const given = useSearchParams().get('threshold');
  const [wasOff, setWasOff] = useState(live === null);
  if (live === null && !wasOff) setWasOff(true);
  if (live !== null) return <ThresholdBar jobKey={jobKey} value={live} takesFocus={wasOff} />;
  return given !== null && parseThreshold(given) === null ? <BadThreshold given={given} /> : null;
}
