'use client';

import { useTranslations } from 'use-intl';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import { LabelChip } from './label-chip';
import { shownLabels } from './labels';
import { RunnersUp } from './runners-up';
import type { StageState } from './use-stage';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  stage: StageState;
}

/** Beside the large map: the original, the labels to choose from, and the map of every explainer. */
export function StageSide({ job, sample, stage }: Props) {
  const t = useTranslations('saliency');
  const { label, explainer } = stage;
  return (
    <aside className="flex w-64 shrink-0 flex-col gap-3 overflow-y-auto border-line border-l bg-panel p-3 max-wide:w-full max-wide:border-t max-wide:border-l-0">
      <Original
        src={api.original(job.key, job.generation ?? '-', sample.id)}
        path={sample.imagePath}
        alt={t('original', { id: sample.id })}
        caption={t('original', { id: sample.id })}
      />
      <div className="flex flex-col gap-1">
        {shownLabels(sample).map((each) => (
          <LabelChip
            key={each.id}
            label={each}
            threshold={job.threshold}
            isChosen={each.id === label}
            onChoose={() => stage.showLabel(each.id)}
          />
        ))}
        <RunnersUp sample={sample} />
      </div>
      <div className="grid grid-cols-2 gap-2">
        {job.explainerNames.map((name, index) => (
          <figure key={name} className={`min-w-0 rounded-md p-1 ${index === explainer ? 'bg-accent-tint' : ''}`}>
            <MapCell
              job={job}
              sample={sample}
              explainer={index}
              label={label}
              onOpen={() => stage.showExplainer(index)}
            />
            <figcaption className="mt-0.5 truncate text-small" title={name}>
              {name}
            </figcaption>
          </figure>
        ))}
      </div>
    </aside>
  );
}
