'use client';

import { useTranslations } from 'use-intl';
import type { MeasureName } from '@/lib/api/choices';
import type { AgreementAnswer } from '@/lib/api/insight-answers';
import { isolated } from '@/lib/i18n/isolate';
import { CLONE_FROM, CLONE_LIFT, cloneMeasure, pairFinder } from '../clones';
import { useNumbers } from '../numbers';
import { StripSign } from '../strip';

interface Props {
  answer: AgreementAnswer;
  /** The explainers that are shown, in groups of clones. */
  groups: readonly (readonly string[])[];
  measure: MeasureName;
}

/** How to read the matrix, on how many pairs it rests, and why explainers stand under a bracket. */
export function MatrixNote({ answer, groups, measure }: Props) {
  const t = useTranslations('insight.agreement');
  const { brief } = useNumbers();
  const pairOf = pairFinder(answer.pairs);
  const counts = answer.pairs.map((pair) => pair[measure].n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const clones = groups.flatMap((group) =>
    group.flatMap((first, i) => group.slice(i + 1).map((second) => ({ first, second, pair: pairOf(first, second) }))),
  );
  const shown = groups.flat().length;
  if (most === 0) return null;
  return (
    <div className="flex flex-col gap-0.5 px-5 pb-3.5 text-muted text-small max-wide:px-3">
      <p>
        {t.rich('reading', {
          b: (text) => <strong className="font-semibold text-ink">{text}</strong>,
          sign: () => <StripSign />,
          pairs: least === most ? t('pairCount', { n: most }) : t('pairCounts', { least, most }),
        })}
      </p>
      {shown < answer.explainers.length && <p>{t('firstOnly', { shown, total: answer.explainers.length })}</p>}
      {clones.map(({ first, second, pair }) => {
        const by = cloneMeasure(pair);
        if (!pair || by === null) return null;
        return (
          <p key={`${first} ${second}`}>
            {t(by === 'rho' ? 'bracketRho' : 'bracket', {
              a: isolated(first),
              b: isolated(second),
              mean: brief(pair[by].mean),
              shuffled: brief(pair[by].shuffled),
            })}
          </p>
        );
      })}
      {clones.length === 0 && <p>{t('noClones', { from: brief(CLONE_FROM), lift: brief(CLONE_LIFT) })}</p>}
    </div>
  );
}
