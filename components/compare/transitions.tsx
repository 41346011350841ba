'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { TypeMark } from '@/components/saliency/type-mark';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import type { Change } from '@/lib/api/compare-choices';
import { probabilityText } from './numbers';

/** The address of the samples of a part of the comparison. */
export type PartHref = (part: { only?: Change; from?: 'TP' | 'FN'; to?: 'TP' | 'FN' }) => string;

const CELLS = [
  { from: 'TP', to: 'TP', word: 'kept' },
  { from: 'TP', to: 'FN', word: 'broken' },
  { from: 'FN', to: 'TP', word: 'fixed' },
  { from: 'FN', to: 'FN', word: 'missed' },
] as const;

/** What became of the ground truths, of false positives and of the most probable label; each number opens its samples. */
export function Transitions({ answer, href }: { answer: CompareAnswer; href: PartHref }) {
  const t = useTranslations('compare.transitions');
  const { transitions, fpAppeared, fpVanished, top1, mcnemar, fixed, broken } = answer;
  return (
    <section aria-label={t('title')} className="min-w-0">
      <h2 className="font-semibold">
        {t('title')} <span className="font-normal text-muted">{t('of', { count: answer.delta.n })}</span>
      </h2>
      <table className="mt-2 w-full max-w-80 table-fixed border-separate border-spacing-1">
        <thead>
          <tr>
            <th scope="col" className="w-16 text-left font-normal text-muted">
              {t('corner')}
            </th>
            {(['TP', 'FN'] as const).map((type) => (
              <th key={type} scope="col" className="pb-1 font-normal">
                <TypeMark type={type} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['TP', 'FN'] as const).map((from) => (
            <tr key={from}>
              <th scope="row" className="text-left font-normal">
                <TypeMark type={from} />
              </th>
              {CELLS.filter((cell) => cell.from === from).map(({ to, word }) => (
                <td key={to} className="p-0">
                  <Cell
                    count={transitions[`${from}->${to}`] ?? 0}
                    isStrong={word === 'fixed' || word === 'broken'}
                    href={href({ from, to })}
                  >
                    {t(word)}
                  </Cell>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="mt-2.5 flex flex-col gap-1 text-muted">
        <li className="flex flex-wrap items-center gap-x-1.5">
          <TypeMark type="FP" />
          <Part href={href({ only: 'appeared' })} count={fpAppeared}>
            {t('appeared', { count: fpAppeared })}
          </Part>
          {'·'}
          <Part href={href({ only: 'vanished' })} count={fpVanished}>
            {t('vanished', { count: fpVanished })}
          </Part>
        </li>
        {top1.n > 0 && (
          <li className="flex flex-wrap items-center gap-x-1.5">
            <span>{t('top1', { rightA: top1.rightA, rightB: top1.rightB, n: top1.n })}:</span>
            <Part href={href({ only: 'top-fixed' })} count={top1.fixed}>
              {t('topFixed', { count: top1.fixed })}
            </Part>
            {'·'}
            <Part href={href({ only: 'top-broken' })} count={top1.broken}>
              {t('topBroken', { count: top1.broken })}
            </Part>
            {'·'}
            <Part href={href({ only: 'top-changed' })} count={top1.changed}>
              {t('topChanged', { count: top1.changed })}
            </Part>
          </li>
        )}
        <li>
          {mcnemar === null
            ? t('noFlips')
            : t.rich('mcnemar', { n: fixed + broken, value: () => <ProbabilityOfChance value={mcnemar} /> })}
        </li>
      </ul>
    </section>
  );
}

function Cell({
  count,
  isStrong,
  href,
  children,
}: {
  count: number;
  isStrong: boolean;
  href: string;
  children: ReactNode;
}) {
  const format = useFormatter();
  const content = (
    <>
      <span className={`text-[17px] ${count === 0 ? 'text-muted' : 'font-semibold'}`}>{format.number(count)}</span>
      <span className="text-muted">{children}</span>
    </>
  );
  const look = 'flex h-15 flex-col items-center justify-center rounded-md leading-tight';
  if (count === 0) return <span className={`${look} bg-well`}>{content}</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      className={`${look} ${isStrong ? 'bg-accent-tint' : 'bg-well'} hover:outline hover:outline-accent`}
    >
      {content}
    </Link>
  );
}

/** A number in a line that opens its samples, if there are any. */
function Part({ href, count, children }: { href: string; count: number; children: ReactNode }) {
  if (count === 0) return <span>{children}</span>;
  return (
    <Link href={href} prefetch={false} scroll={false} className="text-ink hover:text-accent hover:underline">
      {children}
    </Link>
  );
}

/** A p-value: with a power of ten where it is small. */
function ProbabilityOfChance({ value }: { value: number }) {
  const { text, power } = probabilityText(value);
  return (
    <span className="whitespace-nowrap text-ink">
      {text}
      {power !== null && (
        <>
          {' × 10'}
          <sup>{power.replace('-', '−')}</sup>
        </>
      )}
    </span>
  );
}
