'use client';

import { Info } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import type { Display } from '@/lib/image/display';
import { useKindsShown, useShown } from './display';
import { useKindBars } from './legend-bars';
import { gradientOf, rampOf, useMarks } from './scale-marks';
import { isRanged, type ScaleSource } from './shown-maps';

/** Loaded when it is first opened. */
const LegendDetails = dynamic(() => import('./legend-details').then(({ LegendDetails }) => LegendDetails), {
  ssr: false,
});

/** The maps of an explainer, or one map, with the name of the explainer. */
export interface NamedSource extends ScaleSource {
  name: string;
}

interface Props {
  display: Display;
  /** The maps that the legend describes; by default all of the page. */
  sources?: readonly NamedSource[];
}

/**
 * The meaning of the colours of the maps: a titled bar for each kind of map on the page, or each source, and what can be compared.
 * It is empty while no map is shown.
 */
export function Legend({ display, sources }: Props) {
  const t = useTranslations('display');
  const { signed, unsigned, unknown } = useKindsShown(sources);
  const isShown = signed || unsigned || unknown;
  return (
    <section
      aria-label={t('legendLabel')}
      className="@container flex min-w-0 flex-1 items-center gap-2 text-muted text-small max-wide:basis-full max-wide:flex-wrap"
    >
      {sources ? (
        sources.map((source) => (
          <SourceBar
            key={`${source.explainer} ${source.address}`}
            display={display}
            source={source}
            isAlone={sources.length === 1}
          />
        ))
      ) : (
        <KindBars display={display} />
      )}
      {isShown && <LegendNote display={display} sources={sources} />}
    </section>
  );
}

function KindBars({ display }: { display: Display }) {
  const kinds = useKindsShown();
  const bars = useKindBars()(display, kinds);
  return bars.map(({ title, isDiverging, ends, zero }) => (
    <ColourBar
      key={title}
      isAlone={bars.length === 1}
      isBrief
      ramp={rampOf(display, isDiverging)}
      isWide={isDiverging}
      marks={ends}
      {...{ title, ends, zero }}
    />
  ));
}

/** The bar of one source, with the attributions at its ends if they are known. */
function SourceBar({ display, source, isAlone }: { display: Display; source: NamedSource; isAlone: boolean }) {
  const t = useTranslations('display');
  const kinds = useKindsShown([source]);
  const { marks, isDiverging } = useMarks(source);
  const [bar] = useKindBars()(display, kinds);
  if (!bar) return null;
  const [low, high] = [marks[0], marks.at(-1)];
  const numbers = isDiverging ? [`${t('against')} ${low}`, `${high} ${t('for')}`] : [low ?? '', high ?? ''];
  const isTwoWay = marks.length > 0 ? isDiverging : bar.isDiverging;
  return (
    <ColourBar
      title={isTwoWay ? `${source.name} ±` : source.name}
      ramp={rampOf(display, isTwoWay)}
      isWide={isTwoWay}
      ends={marks.length > 0 ? numbers : bar.ends}
      zero={bar.zero}
      isAlone={isAlone}
      isNumbered={marks.length > 0}
      marks={marks.length > 0 ? marks : bar.ends}
    />
  );
}

interface BarProps {
  title: string;
  ramp: readonly string[];
  isWide: boolean;
  /** Whether it is the only bar. */
  isAlone: boolean;
  /** Whether its labels are shown rather than its title if there is not enough room for both. */
  isBrief?: boolean;
  /** Labels on the left and on the right. */
  ends: readonly string[];
  /** What 0 looks like. */
  zero?: string;
  /** The minimum and the maximum. */
  marks: readonly string[];
  /** Whether the labels at the ends are numbers. */
  isNumbered?: boolean;
}

/** A colour bar after its title and between its labels. */
function ColourBar({ title, ramp, isWide, isAlone, isBrief = false, ends, zero, marks, isNumbered = false }: BarProps) {
  // If there is not enough room, texts are hidden and numbers stay.
  const end = isNumbered ? '' : isAlone ? 'wide:@max-[15rem]:hidden' : 'wide:@max-[23.5rem]:hidden';
  const head = isBrief && !isAlone ? 'wide:@min-[23.5rem]:@max-[29rem]:hidden' : '';
  return (
    <span
      data-scale={marks.join(' … ')}
      className="inline-flex min-w-0 shrink-0 items-center gap-1.5 whitespace-nowrap border-line not-first:wide:border-l not-first:wide:pl-2 max-wide:max-w-full"
    >
      <span className={`max-w-48 truncate font-medium text-ink ${head}`} title={title}>
        {title}
      </span>
      <span className={end}>{ends[0]}</span>
      <span
        aria-hidden
        className={`h-2 shrink-0 rounded-sm ${isWide ? 'w-16 min-[100rem]:w-28' : 'w-12 min-[100rem]:w-20'}`}
        style={{ background: gradientOf(ramp) }}
      />
      <span className={`min-w-0 truncate ${end}`}>{ends[1]}</span>
      {zero !== undefined && <span className="max-[100rem]:hidden">· {zero}</span>}
    </span>
  );
}

/** A short note about what can be compared; opens the whole legend. */
function LegendNote({ display, sources }: Props) {
  const t = useTranslations('display');
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const kinds = useKindsShown(sources);
  const hasSpeckled = useShown(({ maps }) => maps.hasSpeckled(sources));
  const isShared = display.scale === 'shared' && isRanged(kinds);
  return (
    <span ref={place} className="inline-flex min-w-0 wide:border-line wide:border-l wide:pl-1">
      <AriaButton
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
        className="inline-flex h-6 min-w-6 items-center gap-1 rounded-md px-1 hover:bg-well hover:text-ink"
      >
        <Info size={13} aria-hidden className="shrink-0" />
        <span className="min-w-0 truncate wide:max-[75rem]:sr-only">{isShared ? t('sharedShort') : t('ownShort')}</span>
      </AriaButton>
      {isOpen && (
        <LegendDetails
          label={t('legend')}
          display={display}
          shown={{ kinds, hasSpeckled }}
          trigger={place}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}

/** The attributions at the ends of the shared scale of an explainer, rounded; with shared scales, an empty line if it has none. */
export function SharedScale({ explainer }: { explainer: number }) {
  const { marks, isDiverging } = useMarks({ explainer });
  const isShared = useShown(({ current, maps }) => current.scale === 'shared' && isRanged(maps.kinds));
  if (marks.length === 0) return isShared && <span aria-hidden className="block h-[1.4em] text-tiny" />;
  return (
    <span data-shared-scale className="block truncate font-normal text-muted text-tiny">
      {isDiverging ? `± ${marks[2]}` : marks.join(' … ')}
    </span>
  );
}

/** Marks an explainer that has, or had, signed maps on the page. */
export function SignedMark({ explainer }: { explainer: number }) {
  const t = useTranslations('display');
  const isSigned = useShown(({ maps }) => maps.isSigned(explainer));
  return isSigned ? (
    <abbr title={t('signedMark')} className="shrink-0 font-normal text-muted no-underline">
      ±
    </abbr>
  ) : null;
}
