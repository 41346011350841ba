'use client';

import { useTranslations } from 'use-intl';
import type { JobsAnswer } from '@/lib/api/job-answers';

/** A line above the list about directories and links that could not be scanned; opened, it names each with the reason. */
export function ScanProblems({ problems, problemCount }: Pick<JobsAnswer, 'problems' | 'problemCount'>) {
  const t = useTranslations('list');
  if (problemCount === 0) return null;
  const docs = [...new Set(problems.map((problem) => problem.docs))].join(', ');
  return (
    <details data-scan-problems className="border-line border-b bg-panel px-5 py-2 max-wide:px-3">
      <summary className="w-fit cursor-pointer text-fn">{t('notScanned', { count: problemCount })}</summary>
      <ul className="mt-2 max-h-60 overflow-auto text-muted">
        {problems.map(({ path, message, code }) => (
          <li key={`${path} ${message}`} title={message} className="wrap-anywhere py-0.5">
            {code === 'unreadable' ? message : t(code, { path })}
          </li>
        ))}
        {problemCount > problems.length && <li>{t('notScannedMore', { count: problemCount - problems.length })}</li>}
      </ul>
      <p className="mt-1 text-muted">
        {t.rich('notScannedDocs', { docs, file: (chunks) => <code className="wrap-anywhere">{chunks}</code> })}
      </p>
    </details>
  );
}
