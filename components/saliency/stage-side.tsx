'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { LabelChip } from './label-chip';
import { LabelStack } from './label-stack';
import { labelsWithMaps, shownLabels } from './labels';
import { RunnersUp } from './runners-up';
import type { StageState } from './use-stage';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  stage: StageState;
}

/** The side panel of the large map: the original and the labels, which stay in place, and the maps of all explainers, which scroll. */
export function StageSide({ job, sample, stage }: Props) {
  const t = useTranslations('saliency');
  const threshold = useThreshold(job);
  const { label, explainer, explainers } = stage;
  const strip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another map is shown large
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [explainer]);
  const labels = shownLabels(sample);
  const mapped = labelsWithMaps(sample);
  return (
    <aside className="flex min-h-0 shrink-0 gap-3 border-line bg-panel p-3 max-mid:grid max-mid:grid-cols-[6.5rem_minmax(0,1fr)] max-mid:border-t mid:w-[clamp(15rem,20vw,32rem)] mid:flex-col mid:border-l">
      <div className="mx-auto w-full shrink-0" style={{ maxWidth: 'calc(32dvh * var(--frame-aspect))' }}>
        <Original
          src={api.original(job.key, job.generation ?? '-', sample.id)}
          path={sample.imagePath}
          alt={t('original', { id: sample.id })}
          caption={t('original', { id: sample.id })}
          on={{ job, sample }}
        />
      </div>
      <div className="flex min-w-0 shrink-0 flex-col gap-1">
        <LabelStack
          count={labels.length}
          className="mid:max-h-[20dvh] mid:[--chip-space:clamp(2px,(20dvh/var(--count)-2rem)/3,8px)]"
        >
          {labels.map((each) => (
            <LabelChip
              key={each.id}
              label={each}
              threshold={threshold}
              isChosen={each.id === label}
              lacksMaps={mapped.size > 0 && !mapped.has(each.id)}
              onChoose={() => stage.showLabel(each.id)}
            />
          ))}
        </LabelStack>
        <RunnersUp sample={sample} />
      </div>
      <div
        ref={strip}
        className="gap-2 max-mid:col-span-2 max-mid:flex max-mid:overflow-x-auto mid:grid mid:min-h-28 mid:flex-1 mid:grid-cols-[repeat(auto-fill,minmax(clamp(5.5rem,6vw,9rem),1fr))] mid:content-start mid:overflow-y-auto"
      >
        {explainers.map((index) => (
          <figure
            key={index}
            aria-current={index === explainer ? 'true' : undefined}
            className={`min-w-0 rounded-md p-1 max-mid:w-24 max-mid:shrink-0 ${index === explainer ? 'bg-accent-tint' : ''}`}
          >
            <MapCell
              job={job}
              sample={sample}
              explainer={index}
              label={label}
              onOpen={() => stage.showExplainer(index)}
            />
            <figcaption className="mt-0.5 flex text-small">
              <MiddleEllipsis text={job.explainerNames[index]} />
            </figcaption>
          </figure>
        ))}
      </div>
    </aside>
  );
}
