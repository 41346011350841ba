'use client';

import { useTranslations } from 'use-intl';
import { useFullAgreement } from '@/components/insight/agreement/use-full-agreement';
import { useNumbers } from '@/components/insight/numbers';
import { Help } from '@/components/kit/help';
import { Select } from '@/components/kit/select';
import { heatmapAddress, MapCell } from '@/components/map/map-cell';
import type { ShownLabel } from '@/components/saliency/labels';
import { TypeMark } from '@/components/saliency/type-mark';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { type DecidingPair, pairChoices } from './deciding-pair';
import { Margin, Probability } from './decision';
import { DifferenceMap } from './difference-map';
import { TABLE, tableStyle } from './light-table';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  pair: DecidingPair;
  /** Indices of the explainers, in their order. */
  explainers: readonly number[];
  /** Index of the wanted explainer. */
  by: number | null;
  size: number | null;
  onBy(explainer: number): void;
  onPair(pair: [number, number]): void;
}

/** What a wrong prediction was decided by: the maps of two labels and their difference, and both probabilities. */
export function LabelPair({ job, sample, pair, explainers, by, size, onBy, onPair }: Props) {
  const t = useTranslations('sample');
  const inSaliency = useTranslations('saliency');
  const { truth, other } = pair;
  const hasMap = (explainer: number, label: ShownLabel | null) =>
    sample.maps.some((map) => map.explainer === explainer && map.label === label?.id);
  const both = explainers.filter((explainer) => hasMap(explainer, truth) && hasMap(explainer, other));
  const explainer = explainers.find((index) => index === by) ?? both[0] ?? explainers[0];
  const { truths, others } = pairChoices(sample);
  const optionsOf = (labels: readonly ShownLabel[]) => labels.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section aria-label={t('wrong')} className="border-line border-t px-5 py-3 max-wide:px-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold text-[15px]">{t('wrong')}</h2>
        <Help
          topic={['labelDifference', 'labelContrast', 'fullResolution', 'confidence', 'uncertainty', 'types']}
          about={t('wrong')}
        />
        {explainers.length > 1 && (
          <Select
            label={inSaliency('explainer')}
            value={explainer}
            options={explainers.map((value) => ({ value, label: job.explainerNames[value] }))}
            onChange={onBy}
          />
        )}
        {truth && truths.length > 1 && (
          <Select
            label={t('truthIs')}
            value={truth.id}
            options={optionsOf(truths)}
            onChange={(id) => onPair([id, other?.id ?? -1])}
          />
        )}
        {other && others.length > 1 && (
          <Select
            label={t('otherLabel')}
            value={other.id}
            options={optionsOf(others)}
            onChange={(id) => onPair([truth?.id ?? -1, id])}
          />
        )}
      </div>
      <ul data-row aria-label={t('twoMaps')} className={TABLE} style={tableStyle(3, size)}>
        {truth && <LabelTile {...{ job, sample, explainer }} label={truth} of="truth" />}
        {other && <LabelTile {...{ job, sample, explainer }} label={other} of="other" />}
        {truth && other ? (
          <li>
            <figure className="min-w-0">
              <figcaption className="mb-1 h-5 truncate font-medium">{t('difference')}</figcaption>
              {both.includes(explainer) ? (
                <DifferenceMap job={job} sample={sample} explainer={explainer} labels={[truth, other]} />
              ) : (
                <p className="grid aspect-[var(--frame-aspect,1)] place-items-center rounded-md bg-well p-4 text-center text-muted">
                  {t('noBoth')}
                </p>
              )}
            </figure>
            <div className="mt-1.5 flex flex-col gap-1">
              {both.includes(explainer) && (
                <Contrast job={job} sample={sample} explainer={explainer} labels={[truth.id, other.id]} />
              )}
              <Margin truth={truth} other={other} />
            </div>
          </li>
        ) : (
          <li className="text-muted">{t(truth ? 'noOther' : 'noTruth')}</li>
        )}
      </ul>
    </section>
  );
}

interface TileProps extends Pick<Props, 'job' | 'sample'> {
  explainer: number;
  label: ShownLabel;
  of: 'truth' | 'other';
}

/** The map of one of the two labels, and its probability. */
function LabelTile({ job, sample, explainer, label, of }: TileProps) {
  return (
    <li>
      <figure className="min-w-0">
        <figcaption className="mb-1 flex h-5 items-center gap-2">
          <TypeMark type={label.type} />
          <span className="min-w-0 truncate font-medium" title={label.name}>
            {label.name}
          </span>
        </figcaption>
        <MapCell job={job} sample={sample} explainer={explainer} label={label.id} />
      </figure>
      <Probability job={job} label={label} of={of} />
    </li>
  );
}

interface ContrastProps extends Pick<Props, 'job' | 'sample'> {
  explainer: number;
  labels: readonly [number, number];
}

/** How alike the maps of the two labels are, at full resolution. */
function Contrast({ job, sample, explainer, labels }: ContrastProps) {
  const t = useTranslations('sample');
  const inAgreement = useTranslations('insight.agreement');
  const { exact } = useNumbers();
  const sourceOf = (label: number) => ({
    address: heatmapAddress(job, sample.id, explainer, label),
    range: sample.maps.find((map) => map.explainer === explainer && map.label === label)?.range ?? null,
  });
  const full = useFullAgreement(sourceOf(labels[0]), sourceOf(labels[1]), job.revision);
  if (full.kind !== 'ready')
    return (
      <p className="text-muted text-small">
        {inAgreement(
          ({ waiting: 'loadingMaps', unreadable: 'unreadableMaps', coloured: 'colouredMaps' } as const)[full.kind],
        )}
      </p>
    );
  const { rho, overlap, width, height } = full.agreement;
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return (
    <p className="text-muted text-small" data-contrast>
      {t('contrast', {
        rho: exact(orNull(rho)),
        overlap: exact(orNull(overlap)),
        pixels: width * height,
        width: String(width),
        height: String(height),
      })}
    </p>
  );
}
