'use client';

import { ChevronLeft, ChevronRight, Download, Link as LinkIcon, SquareDashed } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useLiveThreshold } from '@/components/frame/use-threshold';
import { Button } from '@/components/kit/button';
import { useProbability } from '@/components/kit/format';
import { Select } from '@/components/kit/select';
import { useCopy } from '@/components/kit/toast';
import { Toggle } from '@/components/kit/toggle';
import { TypeMark } from '@/components/saliency/type-mark';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { serializeJobParams } from '@/lib/api/search-params';
import { pageLink, pages } from '@/lib/api/urls';
import { pictureOf } from './stage';
import { byConfidence, type Counterfactual, type Step } from './steps';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  counterfactual: Counterfactual | null;
  current: Step;
  hasBoxes: boolean;
  previous?: number;
  next?: number;
  link: string;
  onSample(sample: number): void;
  onLabel(label: number): void;
  onBoxes(hasBoxes: boolean): void;
}

/** The sample and its label, actions on the picture, and links to the previous and next sample. */
export function StoryHead({ job, sample, counterfactual, current, hasBoxes, ...rest }: Props) {
  const t = useTranslations('counterfactual');
  const threshold = useLiveThreshold();
  const copy = useCopy();
  const { previous, next, link, onSample, onLabel, onBoxes } = rest;
  const go = (to: number | undefined) => () => to !== undefined && onSample(to);
  return (
    <header className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="font-semibold text-[15px]">
        <Link
          href={serializeJobParams(pages.sample(job.key, sample.id), { threshold })}
          prefetch={false}
          title={t('openSample')}
          className="hover:underline"
        >
          # {sample.id}
        </Link>
      </h2>
      {counterfactual && <LabelPicker sample={sample} chosen={counterfactual.label} onLabel={onLabel} />}
      <div className="ml-auto flex items-center gap-1">
        {counterfactual && (
          <>
            <Toggle
              isOn={hasBoxes}
              icon={<SquareDashed size={14} aria-hidden />}
              label={t('boxes')}
              title={t('boxesHelp')}
              onChange={onBoxes}
            />
            <a
              href={pictureOf(job, sample, counterfactual.label, current.number)}
              download={fileName(sample, counterfactual.label, current.number)}
              title={t('download')}
              aria-label={t('download')}
              className="inline-flex size-7 items-center justify-center rounded-md hover:bg-well"
            >
              <Download size={14} aria-hidden />
            </a>
          </>
        )}
        <Button look="ghost" isSquare title={t('copyLink')} onPress={() => copy(pageLink(link))}>
          <LinkIcon size={14} aria-hidden />
        </Button>
        <Button isSquare title={t('previous')} isDisabled={previous === undefined} onPress={go(previous)}>
          <ChevronLeft size={14} aria-hidden />
        </Button>
        <Button isSquare title={t('next')} isDisabled={next === undefined} onPress={go(next)}>
          <ChevronRight size={14} aria-hidden />
        </Button>
      </div>
    </header>
  );
}

/** The labels of the sample that have a counterfactual, each with its probability. */
function LabelPicker({
  sample,
  chosen,
  onLabel,
}: {
  sample: SampleJson;
  chosen: number;
  onLabel(label: number): void;
}) {
  const t = useTranslations('counterfactual');
  const probability = useProbability();
  const label = sample.labels.find(({ id }) => id === chosen);
  const options = byConfidence(sample).map(({ label: id }) => {
    const { name = `#${id}`, confidence = null } = sample.labels.find((one) => one.id === id) ?? {};
    return { value: id, label: name, note: probability(confidence) };
  });
  return (
    <span className="flex min-w-0 items-center gap-2" title={label?.name}>
      <TypeMark type={label?.type ?? null} />
      <Select label={t('label')} value={chosen} options={options} onChange={onLabel} />
    </span>
  );
}

/** The name of the downloaded file. */
function fileName(sample: SampleJson, label: number, step: number): string {
  if (step === 0) return sample.imagePath.split('/').at(-1) ?? `${sample.id}`;
  return `sample-${sample.id}-label-${label}-layer-${step}.png`;
}
