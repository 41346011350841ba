'use client';

import { ImageOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { TwoLines } from '@/components/kit/two-lines';
import { useOneLine } from './label-stack';
import { isInLabelSet, type ShownLabel } from './labels';
import { TypeMark } from './type-mark';

interface Props {
  label: ShownLabel;
  threshold: number;
  isChosen?: boolean;
  /** Whether only other labels of the sample have maps. */
  lacksMaps?: boolean;
  /** Omitted if it cannot be selected. */
  onChoose?(): void;
}

/** A label of a sample: name, prediction type, probability as a number and as a bar; a click shows its maps in the row. */
export function LabelChip({ label, threshold, isChosen = false, lacksMaps = false, onChoose }: Props) {
  const t = useTranslations('saliency');
  const probability = useProbability();
  const isOneLine = useOneLine();
  const { confidence, uncertainty, name, type } = label;
  const isOutside = !isInLabelSet(label);
  const words = [
    uncertainty
      ? t('interval', {
          low: probability(uncertainty.low),
          high: probability(uncertainty.high),
          sd: probability(uncertainty.sd),
        })
      : null,
    isOutside
      ? t('runnerUp')
      : label.isTruth
        ? t('truth')
        : !label.isPredicted
          ? t('promoted')
          : type === null
            ? t('unpredicted')
            : null,
    lacksMaps ? t('noMaps') : null,
  ].filter((word) => word !== null);
  const Element = onChoose ? 'button' : 'div';
  return (
    <Element
      {...(onChoose ? { type: 'button', 'aria-pressed': isChosen, onClick: onChoose } : {})}
      title={[name, t('confidence', { value: probability(confidence) }), ...words].join('\n')}
      className={`flex w-full min-w-0 flex-col gap-[min(6px,var(--chip-space,6px))] rounded-md border px-2.5 py-[var(--chip-space,8px)] text-left max-mid:w-44 max-mid:shrink-0 ${
        isChosen
          ? 'border-accent/60 bg-accent-tint'
          : `border-transparent ${onChoose ? 'hover:border-line hover:bg-panel' : ''}`
      }`}
    >
      <span className="flex w-full items-center gap-2">
        <TypeMark type={type} />
        <span className={`min-w-0 flex-1 leading-tight ${isOutside || lacksMaps ? 'text-muted' : 'font-medium'}`}>
          {isOneLine ? <MiddleEllipsis text={name} /> : <TwoLines text={name} />}
        </span>
        {lacksMaps && (
          <>
            <ImageOff size={12} aria-hidden className="shrink-0 text-muted" />
            <span className="sr-only">{t('noMaps')}</span>
          </>
        )}
        <span className={isOutside ? 'text-muted' : 'font-semibold'}>{probability(confidence)}</span>
      </span>
      {isOutside && <span className="text-muted text-tiny">{t('runnerUp')}</span>}
      <ConfidenceBar label={label} threshold={threshold} />
    </Element>
  );
}

const FILL = { TP: 'bg-tp', FN: 'bg-fn', FP: 'bg-fp', none: 'bg-muted' };

/** The probability from 0 to 1, the threshold as a tick, the 95 % interval as whiskers. */
function ConfidenceBar({
  label: { confidence, uncertainty, type },
  threshold,
}: {
  label: ShownLabel;
  threshold: number;
}) {
  const percent = (value: number) => `${100 * Math.min(1, Math.max(0, value))}%`;
  const low = uncertainty?.low ?? null;
  const high = uncertainty?.high ?? null;
  return (
    <span aria-hidden className="relative block h-2 w-full">
      <span className="absolute inset-x-0 top-[3px] h-[2px] rounded-full bg-track" />
      <span className="absolute top-0 h-2 w-px bg-faint" style={{ left: percent(threshold) }} />
      {confidence !== null && (
        <span
          className={`absolute top-[3px] left-0 h-[2px] min-w-[2px] rounded-full ${FILL[type ?? 'none']}`}
          style={{ width: percent(confidence) }}
        />
      )}
      {low !== null && high !== null && (
        <span
          className="absolute top-[1px] h-[6px] border-ink border-x before:absolute before:inset-x-0 before:top-[2.5px] before:h-px before:bg-ink"
          style={{ left: percent(low), width: percent(high - low) }}
        />
      )}
    </span>
  );
}
