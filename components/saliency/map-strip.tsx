'use client';

import { useTranslations } from 'use-intl';
import { attributionText, rangeText } from '@/components/map/attribution';
import { MapCell } from '@/components/map/map-cell';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { columnStyle, useStickyColumns } from './column-style';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the visible explainers, in their order. */
  explainers: readonly number[];
  /** The label whose maps are shown; null if the sample has none yet. */
  label: number | null;
  /** Shows the map of an explainer large; omitted if that is not possible. */
  onOpen?(explainer: number): void;
}

/** The maps of a row, one column for each explainer. */
export function MapStrip({ job, sample, explainers, label, onOpen }: Props) {
  const t = useTranslations('saliency');
  const sticky = useStickyColumns();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div role="group" aria-label={t('mapsRow', { id: sample.id })} className="contents">
      {explainers.map((explainer, place) => (
        <figure
          key={explainer}
          style={columnStyle(place, place < sticky)}
          className={`min-w-0 pr-[var(--gap)] max-mid:row-start-2 ${place < sticky ? 'z-[1] bg-page' : ''}`}
        >
          <figcaption className="sr-only">{job.explainerNames[explainer]}</figcaption>
          <MapCell
            job={job}
            sample={sample}
            explainer={explainer}
            label={label}
            onOpen={onOpen && (() => onOpen(explainer))}
          />
          <MapRange sample={sample} explainer={explainer} label={label} />
        </figure>
      ))}
    </div>
  );
}

/** The attributions at the ends of a map, if they were recorded and there is room. */
function MapRange({ sample, explainer, label }: Pick<Props, 'sample' | 'label'> & { explainer: number }) {
  const t = useTranslations('saliency');
  const range = sample.maps.find((map) => map.explainer === explainer && map.label === label)?.range;
  if (!range) return null;
  const { minimum, maximum, signed } = range;
  const [low, high] = rangeText([minimum, maximum], signed);
  return (
    <div className="@container text-muted text-tiny">
      <p
        data-range
        title={t('rangeHelp', { low: attributionText(minimum), high: attributionText(maximum) })}
        // Numbers are never cut: without enough room they wrap to a line that is hidden, after the empty one of `before`.
        className="@max-[6rem]:hidden flex h-[15px] flex-wrap overflow-hidden whitespace-nowrap pt-1 leading-none before:h-full before:content-['']"
      >
        <span>
          <span className="sr-only">{t('rangeLabel')}</span> {t('range', { low, high })}
        </span>
      </p>
    </div>
  );
}
