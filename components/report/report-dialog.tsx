'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import useSWR from 'swr';
import { useLocale, useTranslations } from 'use-intl';
import { LANGUAGES, type Language } from '@/components/frame/use-language';
import { Button } from '@/components/kit/button';
import { useBytes } from '@/components/kit/format';
import { save } from '@/components/kit/save';
import { Select } from '@/components/kit/select';
import { useSentence } from '@/components/kit/sentence';
import { TitledDialog } from '@/components/kit/titled-dialog';
import type { JobAnswer } from '@/lib/api/job-answers';
import { MAX_REPORT_SAMPLES, MAX_REPORT_TITLE, REPORT_LANGUAGES, REPORT_SAMPLES } from '@/lib/api/report-choices';
import { api } from '@/lib/api/urls';
import { CutOffError, fetchReport } from './fetch-report';
import { jobKeyAt, type ReportOf, reportAddress, reportName, reportOf, totalAddress } from './report-of';

/** What is going on: nothing yet, a report is being made, it is saved, or it failed. */
type Making =
  | { kind: 'idle' }
  | { kind: 'making'; done: number; total: number }
  | { kind: 'saved'; size: number }
  | { kind: 'failed'; error: Error };

const FIELD = 'h-8 w-full min-w-0 rounded-md border border-line bg-page px-2 placeholder:text-muted';

/** Makes a report of what the page shows, and lets the browser save it. */
export function ReportDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('report');
  const path = usePathname();
  const search = useSearchParams().toString();
  const key = jobKeyAt(path);
  const { data: job } = useSWR<JobAnswer, Error>(key === null ? null : api.job(key));
  const of = reportOf(path, new URLSearchParams(search), job?.explainerNames);
  if (of === null) return null;
  return (
    <TitledDialog title={t('title')} width="max-w-md" onClose={onClose}>
      <p className="text-muted">{t(of.kind === 'job' ? 'help' : 'helpOfTwo')}</p>
      <ReportForm of={of} job={job} />
    </TitledDialog>
  );
}

function ReportForm({ of, job }: { of: ReportOf; job: JobAnswer | undefined }) {
  const t = useTranslations('report');
  const locale = useLocale();
  const { data } = useSWR<{ total: number }, Error>(totalAddress(of));
  const [title, setTitle] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [language, setLanguage] = useState<Language>(REPORT_LANGUAGES.find((known) => known === locale) ?? 'en');
  const { making, make, cancel } = useMaking();
  const range = useId();
  const total = data?.total;
  const text = typed ?? String(Math.max(1, Math.min(REPORT_SAMPLES, total ?? REPORT_SAMPLES)));
  const limit = Number(text);
  const isValid = /^\d+$/.test(text.trim()) && limit >= 1 && limit <= MAX_REPORT_SAMPLES;
  const isMaking = making.kind === 'making';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid && !isMaking)
      void make(reportAddress(of, { title, limit, language }), Math.min(limit, total ?? limit), reportName(of, job));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={t('titleField')}>
        <input
          dir="auto"
          value={title}
          maxLength={MAX_REPORT_TITLE}
          placeholder={job ? t('titleOf', { path: job.name }) : undefined}
          onChange={(event) => setTitle(event.target.value)}
          className={FIELD}
        />
      </Field>
      <Field label={t('samplesField')}>
        <input
          inputMode="numeric"
          value={text}
          aria-describedby={range}
          aria-invalid={!isValid}
          onChange={(event) => setTyped(event.target.value)}
          className={`${FIELD} max-w-24 aria-invalid:border-bad`}
        />
      </Field>
      <p id={range} className={`-mt-2 text-small ${isValid ? 'text-muted' : 'text-bad'}`}>
        {total === undefined
          ? t('samplesUnknown', { most: MAX_REPORT_SAMPLES })
          : t('samplesRange', { most: MAX_REPORT_SAMPLES, total })}
      </p>
      <div className="flex flex-col items-start gap-1">
        <span aria-hidden>{t('language')}</span>
        <Select<Language>
          label={t('language')}
          value={language}
          options={REPORT_LANGUAGES.map((value) => ({ value, label: LANGUAGES[value] }))}
          onChange={setLanguage}
        />
      </div>
      <div className="flex items-center gap-2">
        {/* Keys, so that pressing one button does not end as a click on the other. */}
        {isMaking ? (
          <Button key="cancel" onPress={cancel}>
            {t('cancel')}
          </Button>
        ) : (
          <Button key="save" type="submit" look="accent" isDisabled={!isValid}>
            {t('save')}
          </Button>
        )}
        <Progress making={making} />
      </div>
    </form>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className="flex flex-col gap-1">
      {label}
      {children}
    </label>
  );
}

/** How far a report is, that it is saved, or why it could not be made. */
function Progress({ making }: { making: Making }) {
  const t = useTranslations('report');
  const sentence = useSentence();
  const bytes = useBytes();
  if (making.kind === 'failed') {
    const why = making.error instanceof CutOffError ? t('cutOff') : sentence(making.error);
    return (
      <p role="alert" className="text-bad [overflow-wrap:anywhere]">
        {t('failed', { why })}
      </p>
    );
  }
  const { done = 0, total = 1 } = making.kind === 'making' ? making : {};
  return (
    <span role="status" className="flex min-w-0 flex-1 flex-col gap-1 text-muted text-small empty:hidden">
      {making.kind === 'saved' && t('saved', { size: bytes(making.size) })}
      {making.kind === 'making' && (
        <>
          {done === 0 ? t('collecting') : t('making', { done, total })}
          <progress aria-label={t('progress')} value={done} max={total} className="h-1.5 w-full accent-accent" />
        </>
      )}
    </span>
  );
}

/** Makes one report at a time; leaving the dialog cancels it. */
function useMaking() {
  const [making, setMaking] = useState<Making>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const make = async (address: string, total: number, name: string) => {
    const control = new AbortController();
    running.current = control;
    setMaking({ kind: 'making', done: 0, total });
    try {
      const onSample = (done: number) => setMaking({ kind: 'making', done, total: Math.max(done, total) });
      const report = await fetchReport(address, onSample, control.signal);
      save(report, name);
      setMaking({ kind: 'saved', size: report.size });
    } catch (error) {
      if (control.signal.aborted) return;
      setMaking({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  const cancel = () => {
    running.current?.abort();
    setMaking({ kind: 'idle' });
  };
  return { making, make, cancel };
}
