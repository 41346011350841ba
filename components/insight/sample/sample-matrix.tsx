'use client';

import { useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { DownloadCsv } from '@/components/kit/download';
import { Help } from '@/components/kit/help';
import { MEASURE_NAMES, type MeasureName } from '@/lib/api/choices';
import type { PairingJson, SampleInsightAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { isolated } from '@/lib/i18n/isolate';
import { Matrix } from '../agreement/matrix';
import { firstExplainers } from '../agreement/selection';
import { cloneGroups, cloneMeasure, type Pair } from '../clones';
import { Few } from '../few';
import { useNumbers } from '../numbers';
import { StripSign } from '../strip';
import { samplePairsCsv } from './tables';
import type { SampleInsight } from './use-sample-insight';

interface Props {
  job: JobAnswer;
  insight: SampleInsight;
  measure: MeasureName;
  onMeasure(measure: MeasureName): void;
  /** Shows the maps of two explainers in swipe. */
  onOpen(explainers: readonly [number, number]): void;
}

const TOPICS = ['sampleAgreement', 'agreement', 'clones', 'sketch'] as const;

/** How far each two maps of a label of a sample agree, above what maps of other samples do. */
export function SampleMatrix({ job, insight: { data, error }, measure, onMeasure, onOpen }: Props) {
  const t = useTranslations('insight.sample');
  const inAgreement = useTranslations('insight.agreement');
  return (
    <section aria-label={t('agreement')} aria-busy={data === undefined && !error} className="min-w-0">
      <div className="flex min-h-7 flex-wrap items-center gap-x-1.5 gap-y-1">
        <h3 className="font-semibold">{t('agreement')}</h3>
        <Help topic={TOPICS} about={t('agreement')} />
        <span className="ml-auto flex items-center gap-x-1.5">
          <Choice
            label={inAgreement('measure')}
            value={measure}
            options={MEASURE_NAMES.map((value) => ({ value, label: inAgreement(`short.${value}`) }))}
            onChange={onMeasure}
          />
          {data && (
            <DownloadCsv name={`${job.name} ${data.sample} ${data.name} agreement`} rows={() => samplePairsCsv(data)} />
          )}
        </span>
      </div>
      {data ? (
        <Answer job={job} answer={data} measure={measure} onOpen={onOpen} />
      ) : (
        !error && <span aria-hidden className="mt-2 block h-60 rounded-md bg-well motion-safe:animate-pulse" />
      )}
    </section>
  );
}

/** The value of a sample beside the baseline of its job, as the matrix shows an agreement. */
export function pairingOf(value: number | null, { n, shuffled }: PairingJson): PairingJson {
  return {
    n,
    mean: value,
    median: value,
    shuffled,
    lift: value === null || shuffled === null ? null : value - shuffled,
  };
}

function Answer({
  job,
  answer,
  measure,
  onOpen,
}: Pick<Props, 'job' | 'measure' | 'onOpen'> & { answer: SampleInsightAnswer }) {
  const t = useTranslations('insight.sample');
  const inAgreement = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const { maps, baseline } = answer;
  if (maps.length < 2) return <p className="mt-1 text-muted">{t(maps.length === 0 ? 'noPair' : 'oneMap')}</p>;
  if (answer.pairs.length === 0) return <p className="mt-1 text-muted">{t('notSurveyed')}</p>;
  const shown = new Set(answer.pairs.flatMap(({ a, b }) => [a, b]));
  const jobPairs = answer.pairs.map(({ a, b, job: whole }) => ({ a, b, ...whole }));
  const groups = firstExplainers(
    cloneGroups({
      explainers: maps.map(({ explainer }) => explainer).filter((name) => shown.has(name)),
      pairs: jobPairs,
    }),
  );
  const pairs: Pair[] = answer.pairs.map(({ a, b, rho, iou, overlap, job: whole }) => ({
    ...{ a, b },
    rho: pairingOf(rho, whole.rho),
    iou: pairingOf(iou, whole.iou),
    overlap: pairingOf(overlap, whole.overlap),
  }));
  const wordsOf = (pair: Pair) => {
    const { mean, shuffled, lift, n } = pair[measure];
    const numbers = { lift: signed(lift), value: brief(mean), shuffled: brief(shuffled), n };
    return {
      text: t(lift === null && mean !== null ? 'cellRaw' : 'cell', {
        a: isolated(pair.a),
        b: isolated(pair.b),
        measure: inAgreement(`short.${measure}`),
        ...numbers,
      }),
      isClone: cloneMeasure(jobPairs.find(({ a, b }) => a === pair.a && b === pair.b)) !== null,
    };
  };
  const isDraft = baseline.surveyed < baseline.total;
  const n = Math.max(...pairs.map((pair) => pair[measure].n));
  return (
    <div data-draft={isDraft ? '' : undefined} className="group/insight">
      <div className="relative overflow-x-auto pb-1">
        <Matrix
          answer={{ pairs }}
          measure={measure}
          groups={groups}
          chosen={null}
          wordsOf={wordsOf}
          isCompact
          onChoose={({ a, b }, isPressed) =>
            isPressed && onOpen([job.explainerNames.indexOf(a), job.explainerNames.indexOf(b)])
          }
        />
      </div>
      <p className="max-w-[40rem] text-muted text-small">
        {t.rich('reading', {
          b: (text) => <strong className="font-semibold text-ink">{text}</strong>,
          sign: () => <StripSign />,
          measure: inAgreement(`short.${measure}`),
          n,
        })}{' '}
        <Few n={n} />
        {isDraft && (
          <strong className="font-semibold text-fn">
            {t('baselineDraft', { surveyed: baseline.surveyed, total: baseline.total })}
          </strong>
        )}
      </p>
      {maps.length > shown.size && (
        <p className="text-muted text-small">{inAgreement('firstOnly', { shown: shown.size, total: maps.length })}</p>
      )}
    </div>
  );
}
