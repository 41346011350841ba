'use client';

import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import type { Size } from './area';
import { Picture, WhyNot } from './picture';
import type { Counterfactual, Step } from './steps';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Null if the sample has none: then only the original is shown. */
  counterfactual: Counterfactual | null;
  steps: readonly Step[];
  current: Step;
  /** Whether the original is shown with the boxes of the layer. */
  hasBoxes: boolean;
  size: Size | null;
  onSize(size: Size | null): void;
}

/** The URL of the picture of a step. */
export function pictureOf(job: JobAnswer, sample: SampleJson, label: number, step: number): string {
  const version = job.generation ?? '-';
  return step === 0
    ? api.original(job.key, version, sample.id)
    : api.outcome(job.key, version, sample.id, label, step - 1);
}

/** The selected step, large. The other steps are stacked under it, so that switching does not flash. */
export function Stage({ job, sample, counterfactual, steps, current, hasBoxes, size, onSize }: Props) {
  const t = useTranslations('counterfactual');
  const shown = hasBoxes ? 0 : current.number;
  const label = counterfactual?.label ?? -1;
  const name = sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  return (
    <figure className="relative aspect-square w-full overflow-hidden rounded-md bg-well">
      {steps.map(({ number }) => {
        const src = pictureOf(job, sample, label, number);
        return (
          <Picture
            key={src}
            src={src}
            alt={number === 0 ? t('original', { id: sample.id }) : t('layerOf', { layer: number, label: name })}
            isShown={number === shown}
            onSize={number === 0 ? onSize : undefined}
            fallback={<WhyNot src={src} title={t(number === 0 ? 'noOriginal' : 'noPicture')} path={sample.imagePath} />}
          />
        );
      })}
      {hasBoxes && size && <Boxes steps={current.number === 0 ? steps : [current]} size={size} />}
    </figure>
  );
}

/** The boxes of layers, in pixels of the original; clipped to the original. */
function Boxes({ steps, size: { width, height } }: { steps: readonly Step[]; size: Size }) {
  const boxes = [...new Set(steps.flatMap((step) => step.boxes.map((box) => box.join(' '))))];
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      className="absolute inset-0 size-full"
      data-boxes={boxes.length}
    >
      <svg width={width} height={height} aria-hidden>
        {['stroke-black/70 [stroke-width:4]', 'stroke-[#ffd24d] [stroke-width:1.5]'].map((look) =>
          boxes.map((box) => {
            const [x, y, w, h] = box.split(' ').map(Number);
            return (
              <rect
                key={`${look} ${box}`}
                x={x}
                y={y}
                width={Math.max(0, w)}
                height={Math.max(0, h)}
                vectorEffect="non-scaling-stroke"
                className={`fill-none ${look}`}
              />
            );
          }),
        )}
      </svg>
    </svg>
  );
}
