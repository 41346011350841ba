'use client';

import { useTranslations } from 'use-intl';
import type { ExplainersAnswer } from '@/lib/api/insight-answers';
import { FewMark } from '../few';
import { isFinal } from '../use-insight';
import { COLUMNS, isColumnFew } from './columns';

/** What the numbers of the view rest on, and where they are weak. */
export function Notes({ answer }: { answer: ExplainersAnswer }) {
  const t = useTranslations('insight.explainers');
  const { explainers, survey, unreadable } = answer;
  const [first] = survey.failures;
  const maps = Math.max(...explainers.map((explainer) => explainer.maps));
  const most = (counts: readonly number[]) => Math.max(0, ...counts);
  const isFew = COLUMNS.some((column) => isColumnFew(explainers, column));
  const notes: { id: string; title: string; text: string; isFew?: boolean }[] = [
    { id: 'grid', title: t('grid'), text: t('gridHelp') },
    ...(maps > 0
      ? [
          {
            id: 'counts',
            title: t(isFew ? 'fewPairs' : 'counts'),
            text: t('countsHelp', {
              pairs: most(explainers.map(({ contrast }) => contrast.rho.n)),
              samples: most(explainers.map(({ contrast }) => contrast.samples)),
              boxes: most(explainers.map(({ evidence }) => evidence.n)),
              maps,
            }),
            isFew,
          },
        ]
      : []),
    ...(survey.lossy > 0
      ? [{ id: 'noise', title: t('noise'), text: t('noiseHelp', { count: survey.lossy }), isFew: true }]
      : []),
    ...(survey.lossy === 0 && isFinal(answer) ? [{ id: 'noise', title: t('noNoise'), text: t('noNoiseHelp') }] : []),
    ...(unreadable > 0
      ? [
          {
            id: 'unreadable',
            title: t('unreadable'),
            text: t('unreadableHelp', { count: unreadable, first: first ? t('unreadableFirst', { ...first }) : '' }),
            isFew: true,
          },
        ]
      : []),
    { id: 'total', title: t('noTotal'), text: t('noTotalHelp') },
  ];
  return (
    <section
      aria-label={t('notes')}
      className="grid grid-cols-[repeat(auto-fit,minmax(15rem,1fr))] gap-x-9 gap-y-4 px-5 py-4 max-wide:px-3"
    >
      {notes.map(({ id, title, text, isFew }) => (
        <div key={id}>
          <h2 className="font-semibold">
            {isFew && <FewMark className="mr-1" />}
            {title}
          </h2>
          <p className="mt-0.5 max-w-[26rem] text-muted text-small">{text}</p>
        </div>
      ))}
    </section>
  );
}
