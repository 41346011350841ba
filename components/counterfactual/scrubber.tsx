'use client';

import { Label } from 'react-aria-components/Label';
import { Slider, SliderTrack } from 'react-aria-components/Slider';
import { useTranslations } from 'use-intl';
import { usePercent, useProbability } from '@/components/kit/format';
import { SliderRail } from '@/components/kit/slider-rail';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { NoPicture, Picture } from './picture';
import { pictureOf } from './stage';
import type { Counterfactual, Step } from './steps';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  counterfactual: Counterfactual;
  steps: readonly Step[];
  current: Step;
  onStep(step: number): void;
}

/** Thumbnails of the steps from the original to the finest layer, with a slider above them. */
export function Scrubber({ job, sample, counterfactual, steps, current, onStep }: Props) {
  const t = useTranslations('counterfactual');
  const probability = useProbability();
  const percent = usePercent();
  const last = steps.length - 1;
  const nameOf = ({ number }: Step) => (number === 0 ? t('originalShort') : t('layer', { layer: number }));
  return (
    <section aria-label={t('steps')} className="fade-edges -mx-2 overflow-x-auto px-1 pb-1">
      <div
        className="grid w-full [--step:9.25rem]"
        style={{
          gridTemplateColumns: `repeat(${steps.length}, minmax(5.5rem, 1fr))`,
          maxWidth: `calc(${steps.length} * var(--step))`,
        }}
      >
        {/* From the centre of the first picture to the centre of the last. */}
        <div className="col-span-full" style={{ paddingInline: `${50 / steps.length}%` }}>
          <Slider
            minValue={0}
            maxValue={last}
            step={1}
            value={current.number}
            onChange={(value) => onStep(Number(value))}
          >
            <Label className="sr-only">{t('steps')}</Label>
            <SliderTrack className="relative flex h-6 w-full items-center">
              {({ state }) => <SliderRail share={state.getThumbPercent(0)} />}
            </SliderTrack>
          </Slider>
        </div>
        {steps.map((step) => (
          <button
            key={step.number}
            type="button"
            aria-current={step === current ? 'step' : undefined}
            onClick={() => onStep(step.number)}
            className="group flex min-w-0 flex-col gap-1.5 px-1 pb-1 text-left"
          >
            <span className="relative block aspect-square w-full overflow-hidden rounded-md bg-well outline-2 outline-transparent outline-offset-2 group-hover:outline-line group-aria-[current]:outline-accent">
              <Picture
                src={pictureOf(job, sample, counterfactual.label, step.number)}
                alt=""
                fallback={<NoPicture />}
              />
            </span>
            <span className="flex flex-wrap justify-between gap-x-2 text-small">
              <span className="whitespace-nowrap text-muted">
                {nameOf(step)}
                {step.number > 0 && step.share !== null && ` · ${percent(step.share)}`}
              </span>
              <span className="font-semibold">{probability(step.confidence)}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
