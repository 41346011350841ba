'use client';

import { useTranslations } from 'use-intl';
import { CLIP_PERCENT, GAMMA } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { useKinds } from './display';
import { gradientOf, rampOf, type ScaleSource, useMarks } from './scale-marks';
import { isRanged } from './shown-maps';

/** What is shown, in words: explainer where there is but one, colours, contrast, threshold, and what it does not say. */
export function useLegend(): (display: Display, explainer?: string) => string {
  const t = useTranslations('display');
  const kinds = useKinds();
  return ({ colour, sign, scale, contrast, top, contours }, explainer) => {
    const isDiverging = kinds.signed && sign === 'all';
    const isShared = scale === 'shared' && isRanged(kinds);
    return [
      explainer,
      isDiverging ? t('divergingLong') : null,
      !isDiverging || kinds.unsigned || kinds.unknown ? t(colour) : null,
      kinds.signed && sign !== 'all' ? t(`${sign}Long`) : null,
      t(`${contrast}Long`, { percent: CLIP_PERCENT, gamma: GAMMA, scale: isShared ? 'shared' : 'own' }),
      top < 100 ? t('topLong', { percent: top }) : null,
      contours ? t('contoursLong') : null,
      isShared ? t('sharedLong') : t('magnitudes'),
      isShared && kinds.unknown ? t('unknownLong') : null,
    ]
      .filter(Boolean)
      .join(' · ');
  };
}

interface Bar {
  isDiverging: boolean;
  /** Written at its ends, and in the middle where there are three. */
  marks: string[];
}

/** The bars of colours that say what maps of these kinds mean, in words. */
export function useBars(): (display: Display) => Bar[] {
  const t = useTranslations('display');
  const kinds = useKinds();
  return ({ sign }) => {
    const isDiverging = kinds.signed && sign === 'all';
    return [
      ...(isDiverging ? [{ isDiverging: true, marks: [t('against'), '0', t('for')] }] : []),
      ...(!isDiverging || kinds.unsigned || kinds.unknown
        ? [{ isDiverging: false, marks: [t('least'), t('most')] }]
        : []),
    ];
  };
}

interface Props {
  display: Display;
  explainer?: string;
  /** Whose scale it is about, where it is about one. */
  source?: ScaleSource;
}

/** What the colours of the maps mean, and what they do not. */
export function Legend({ display, explainer, source }: Props) {
  const words = useLegend()(display, explainer);
  const bars = useBars()(display);
  const { marks, isDiverging } = useMarks(source ?? null);
  return (
    <span
      className="flex min-w-0 flex-1 items-center gap-2 text-muted text-small max-wide:basis-full max-wide:flex-wrap"
      title={words}
    >
      {marks.length > 0 ? (
        <ColourBar display={display} bar={{ marks, isDiverging }} isNumbered hasMarks />
      ) : (
        bars.map((bar, index) => (
          // Beside another one, what a sequential bar goes from and to is said by the words alone.
          <ColourBar key={String(bar.isDiverging)} display={display} bar={bar} hasMarks={index === 0} />
        ))
      )}
      <span className="line-clamp-2 min-w-0 max-wide:line-clamp-none max-wide:basis-full">{words}</span>
    </span>
  );
}

interface BarProps {
  display: Display;
  bar: Bar;
  hasMarks: boolean;
  /** Whether its marks are numbers, which stay where words make room. */
  isNumbered?: boolean;
}

/** A bar of colours between its marks. */
function ColourBar({ display, bar, hasMarks, isNumbered = false }: BarProps) {
  const { marks, isDiverging } = bar;
  const ramp = rampOf(display, isDiverging);
  const middle = (ramp.length + 1) / 2;
  const halves = isDiverging ? [ramp.slice(0, middle), ramp.slice(middle - 1)] : [ramp];
  const end = `whitespace-nowrap ${isNumbered ? '' : 'wide:max-[75rem]:hidden'}`;
  return (
    <span className="inline-flex shrink-0 items-center gap-2" data-scale={marks.join(' … ')}>
      {hasMarks && <span className={end}>{marks[0]}</span>}
      <span className="inline-flex items-center gap-1">
        {halves.map((half, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a half is its place
          <span key={index} className="inline-flex items-center gap-1">
            {index > 0 && <span>{marks[1]}</span>}
            <span
              aria-hidden
              className={`h-2 shrink-0 rounded-full ${isDiverging ? 'w-10' : 'w-20'}`}
              style={{ background: gradientOf(half) }}
            />
          </span>
        ))}
      </span>
      {hasMarks && <span className={end}>{marks[marks.length - 1]}</span>}
    </span>
  );
}

/** What the shared scale of an explainer reaches to, in a few figures; nothing where there is none. */
export function SharedScale({ explainer }: { explainer: number }) {
  const { marks, isDiverging } = useMarks({ explainer });
  return marks.length === 0 ? null : (
    <span data-shared-scale className="shrink-0 whitespace-nowrap font-normal text-muted text-tiny">
      {isDiverging ? `± ${marks[2]}` : marks.join(' … ')}
    </span>
  );
}
