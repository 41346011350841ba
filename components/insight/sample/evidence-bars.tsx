'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { DownloadCsv } from '@/components/kit/download';
import { usePercent } from '@/components/kit/format';
import { Help } from '@/components/kit/help';
import { inARow } from '@/components/kit/in-a-row';
import { useSentence } from '@/components/kit/sentence';
import { TwoLines } from '@/components/kit/two-lines';
import type { SampleInsightAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { isolated } from '@/lib/i18n/isolate';
import { useNumbers } from '../numbers';
import { SurveyNote } from '../survey-note';
import { mapsCsv } from './tables';
import type { SampleInsight } from './use-sample-insight';

interface Props {
  job: JobAnswer;
  /** Name of the label. */
  label: string;
  insight: SampleInsight;
  /** Indices of the explainers, in their order. */
  explainers: readonly number[];
  /** Whether to show the border and the spread of each map too. */
  isFull?: boolean;
}

type MapNumbers = SampleInsightAnswer['maps'][number];

const TOPICS = ['boxEvidence', 'sketch'] as const;
const ALL_TOPICS = ['boxEvidence', 'border', 'spread', 'sketch'] as const;

/** Of each explainer the mass of its map inside the boxes of the counterfactual, beside their share of the picture; or why there is none. */
export function EvidenceBars({ job, label, insight: { data, error, retry }, explainers, isFull = false }: Props) {
  const t = useTranslations('insight.sample');
  const app = useTranslations('app');
  const sentence = useSentence();
  return (
    <section aria-label={t('evidence')} aria-busy={data === undefined && !error} className="min-w-0">
      <div className="flex min-h-7 items-center gap-x-1.5">
        <h3 className="font-semibold">{t('evidence')}</h3>
        <Help topic={isFull ? ALL_TOPICS : TOPICS} about={t('evidence')} />
        <span className="ml-auto">
          {data && <DownloadCsv name={`${job.name} ${data.sample} ${data.name} maps`} rows={() => mapsCsv(data)} />}
        </span>
      </div>
      {error && !data ? (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          <span>{inARow(t('failed'), sentence(error))}</span>
          <Button onPress={retry}>{app('retry')}</Button>
        </div>
      ) : data ? (
        <Answer job={job} answer={data} label={label} explainers={explainers} isFull={isFull} />
      ) : (
        <div aria-hidden className="mt-7 flex flex-col gap-2">
          {explainers.slice(0, 8).map((explainer) => (
            <span key={explainer} className="block h-5 rounded bg-well motion-safe:animate-pulse" />
          ))}
        </div>
      )}
    </section>
  );
}

interface AnswerProps extends Pick<Props, 'job' | 'label' | 'explainers'> {
  answer: SampleInsightAnswer;
  isFull: boolean;
}

function Answer({ job, answer, label, explainers, isFull }: AnswerProps) {
  const t = useTranslations('insight.sample');
  const percent = usePercent();
  const { area, boxes, maps } = answer;
  const why = whyNoArea(answer);
  const isGrowing = job.state === 'live' || job.state === 'loading';
  if (maps.length === 0)
    return <p className="text-muted">{t(isGrowing ? 'noMapsYet' : 'noMaps', { label: isolated(label) })}</p>;
  return (
    <>
      <p className="max-w-[40rem] text-muted text-small [overflow-wrap:anywhere]">
        {why === null && area !== null ? (
          <>
            {t('inBoxes', { count: boxes ?? 0, area: percent(area) })} <Dashed />{' '}
            {t('evenMap', { area: percent(area) })}
          </>
        ) : (
          why !== null && t(why, { label: isolated(label) })
        )}
      </p>
      {(why === null || isFull) && (
        <table className="mt-1.5 w-full max-w-[44rem] table-fixed">
          <thead className="text-muted text-small">
            <tr>
              <th scope="col" className="w-[26%]">
                <span className="sr-only">{t('explainer')}</span>
              </th>
              {why === null && (
                <>
                  <td />
                  <th scope="col" className="w-11 text-right font-normal">
                    {t('inside')}
                  </th>
                  <th scope="col" className="w-15 text-right font-normal">
                    {t('lift')}
                  </th>
                </>
              )}
              {isFull &&
                (['border', 'spread'] as const).map((column) => (
                  <th key={column} scope="col" className="w-13 text-right font-normal" title={t(`${column}Help`)}>
                    {t(column)}
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {explainers.map((explainer) => {
              const name = job.explainerNames[explainer];
              const map = maps.find((each) => each.explainer === name);
              const reason = answer.survey.failures.find((failure) => failure.explainer === name)?.message;
              return <Row key={explainer} {...{ name, map, area, isFull, reason, hasBoxes: why === null }} />;
            })}
          </tbody>
        </table>
      )}
      <p className="mt-2 flex text-muted text-small">
        <SurveyNote answer={answer} />
      </p>
    </>
  );
}

/** Why nothing is said about the boxes; null if something is. */
function whyNoArea({ boxes, area, maps }: SampleInsightAnswer) {
  if (boxes === null) return 'noCounterfactual';
  if (boxes === 0) return 'noBoxes';
  const isSurveyed = maps.some(({ state }) => state !== 'notSurveyed');
  return isSurveyed && area === null ? 'noPlace' : null;
}

interface RowProps {
  name: string;
  /** Undefined if the explainer has no map of the label. */
  map: MapNumbers | undefined;
  area: number | null;
  isFull: boolean;
  /** Why the map could not be read, if that is known. */
  reason: string | undefined;
  hasBoxes: boolean;
}

function Row({ name, map, area, isFull, reason, hasBoxes }: RowProps) {
  const t = useTranslations('insight.sample');
  const percent = usePercent();
  const { brief } = useNumbers();
  const state = map?.state ?? 'noMap';
  const numbers = map?.state === 'counted' ? map : null;
  const columns = (hasBoxes ? 3 : 0) + (isFull ? 2 : 0);
  return (
    <tr className="h-6" data-evidence={name}>
      <th scope="row" className="pr-3 text-left font-normal leading-tight">
        <TwoLines text={name} />
      </th>
      {!numbers ? (
        <td colSpan={columns} title={reason} className={state === 'unreadable' ? 'text-bad' : 'text-muted'}>
          <span className="line-clamp-2 [overflow-wrap:anywhere]">
            {state === 'unreadable' && reason !== undefined
              ? t('unreadableBecause', { why: reason })
              : t(state as Exclude<typeof state, 'counted'>)}
          </span>
        </td>
      ) : (
        <>
          {hasBoxes && (
            <>
              <td>
                <Bar inside={numbers.inside} area={area} />
              </td>
              <td className="whitespace-nowrap text-right font-semibold">
                {numbers.inside === null ? '–' : percent(numbers.inside)}
              </td>
              <td className="whitespace-nowrap text-right">
                {numbers.lift === null ? '–' : t('times', { lift: brief(numbers.lift) })}
              </td>
            </>
          )}
          {isFull && (
            <>
              <td className="text-right">{brief(numbers.border)}</td>
              <td className="text-right">{brief(numbers.spread)}</td>
            </>
          )}
        </>
      )}
    </tr>
  );
}

/** The mass inside the boxes from 0 to 1, and a dashed line at that of an even map. Its numbers stand beside it. */
function Bar({ inside, area }: { inside: number | null; area: number | null }) {
  const width = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
  return (
    <span aria-hidden className="relative block h-4">
      <span className="absolute inset-x-0 top-1.5 h-1 rounded-full bg-track" />
      {inside !== null && (
        <span className="absolute top-1.5 left-0 h-1 rounded-full bg-accent" style={{ width: width(inside) }} />
      )}
      {area !== null && (
        <span className="absolute inset-y-0 -ml-px border-ink border-l-2 border-dotted" style={{ left: width(area) }} />
      )}
    </span>
  );
}

/** The sign of the baseline in a text. */
function Dashed() {
  return <span aria-hidden className="mx-1 inline-block h-3 border-ink border-l-2 border-dotted align-middle" />;
}
