'use client';

import { Button as AriaButton } from 'react-aria-components/Button';
import { useFormatter, useTranslations } from 'use-intl';
import { Popup } from '@/components/kit/popup';
import { type InsightAnswer, isFinal, isSurveyed } from './use-insight';

/** A time to wait, in seconds below a minute and a half, else in minutes; null if there is none, or it is unknown. */
export function waitOf(seconds: number | null): { unit: 'secondsLeft' | 'minutesLeft'; count: number } | null {
  if (seconds === null || seconds === 0) return null;
  return seconds < 90
    ? { unit: 'secondsLeft', count: Math.max(1, Math.ceil(seconds)) }
    : { unit: 'minutesLeft', count: Math.ceil(seconds / 60) };
}

/** How far the maps of an answer, which may be behind its job, are surveyed, and what is weak about them: unreadable, without evidence, compressed. */
export function SurveyNote({ answer, isBehind = false }: { answer: InsightAnswer; isBehind?: boolean }) {
  const t = useTranslations('insight');
  const { surveyed, total, unreadable, survey } = answer;
  const final = isFinal(answer) && !isBehind && answer.state !== 'live';
  const wait = final ? null : waitOf(survey.secondsLeft);
  return (
    <span className="flex min-w-0 flex-wrap items-center justify-end gap-x-1.5">
      <span role="status">
        {!final && (
          <strong className="mr-1.5 font-semibold text-fn">
            {t(answer.isDraft && isSurveyed(answer) ? 'draft' : 'notFinal')}
          </strong>
        )}
        {t('surveyed', { surveyed, total })}
        {wait && ` · ${t(wait.unit, { count: wait.count })}`}
      </span>
      {unreadable > 0 && <Unreadable answer={answer} />}
      {survey.withoutEvidence > 0 && (
        <span title={t('withoutEvidenceHelp')}>· {t('withoutEvidence', { count: survey.withoutEvidence })}</span>
      )}
      {survey.lossy > 0 && (
        <span title={t('lossyHelp')} className="text-fn">
          · {t('lossy', { count: survey.lossy })}
        </span>
      )}
      {survey.message !== null && (
        <span title={survey.message} className="text-fn">
          · {t('temporary')}
          <span className="sr-only">: {survey.message}</span>
        </span>
      )}
    </span>
  );
}

/** The number of unreadable maps; opens the first of them with the reasons. */
function Unreadable({ answer: { unreadable, survey } }: { answer: InsightAnswer }) {
  const t = useTranslations('insight');
  return (
    <span>
      {'· '}
      <Popup
        label={t('unreadable', { count: unreadable })}
        placement="top end"
        dialogClassName="max-h-[60vh] w-[min(30rem,calc(100vw-2rem))] overflow-y-auto p-4"
        button={(props) => (
          <AriaButton {...props} className="text-bad underline decoration-1 underline-offset-2">
            {t('unreadable', { count: unreadable })}
          </AriaButton>
        )}
      >
        <p className="mb-2 text-muted">{t('unreadableHelp', { shown: survey.failures.length })}</p>
        <ul className="flex flex-col gap-2">
          {survey.failures.map(({ sample, label, explainer, message }) => (
            <li key={`${sample} ${label} ${explainer}`} className="[overflow-wrap:anywhere]">
              <span className="font-semibold"># {sample}</span> · {t('ofMap', { label, explainer })}
              <br />
              <span className="text-muted text-small">{message}</span>
            </li>
          ))}
        </ul>
      </Popup>
    </span>
  );
}

/** A line at the lower edge of the sub-navigation that grows while maps are surveyed; it takes no room. */
export function SurveyLine({ answer }: { answer: InsightAnswer | undefined }) {
  const t = useTranslations('insight');
  const format = useFormatter();
  if (!answer || isSurveyed(answer)) return null;
  const share = answer.surveyed / answer.total;
  return (
    <span
      role="progressbar"
      aria-label={t('progress')}
      aria-valuenow={Math.round(100 * share)}
      aria-valuetext={format.number(share, { style: 'percent' })}
      className="-bottom-px absolute inset-x-0 h-0.5 bg-track"
    >
      <span className="block h-full bg-accent" style={{ width: `${100 * share}%` }} />
    </span>
  );
}
