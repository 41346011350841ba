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
  const clones = groups
    .filter((group) => group.length > 1)
    .map((names) => ({
      names,
      pairs: names.flatMap((first, i) => names.slice(i + 1).flatMap((second) => pairOf(first, second) ?? [])),
    }));
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
      {clones.map(({ names, pairs }) => {
        const by = (measure: MeasureName) => pairs.filter((pair) => cloneMeasure(pair) === measure);
        const least = (measure: MeasureName) =>
          brief(Math.min(...by(measure).map((pair) => pair[measure].mean ?? Number.NaN)));
        if (pairs.length === 1) {
          const measure = by('rho').length > 0 ? 'rho' : 'overlap';
          const [a, b] = names.map(isolated);
          const { mean, shuffled } = pairs[0][measure];
          return (
            <p key={names.join()}>
              {t(measure === 'rho' ? 'bracketRho' : 'bracket', { a, b, mean: brief(mean), shuffled: brief(shuffled) })}
            </p>
          );
        }
        const kind = by('rho').length === 0 ? 'overlap' : by('overlap').length === 0 ? 'rho' : 'both';
        return (
          <p key={names.join()}>
            {t('bracketMany', {
              names: names.map(isolated).join(', '),
              kind,
              overlap: kind === 'rho' ? '' : least('overlap'),
              rho: kind === 'overlap' ? '' : least('rho'),
            })}
          </p>
        );
      })}
      {clones.length === 0 && (
        <p>
          {answer.pairs.every((pair) => pair[measure].lift === null)
            ? t('noLift')
            : t('noClones', { from: brief(CLONE_FROM), lift: brief(CLONE_LIFT) })}
        </p>
      )}
    </div>
  );
}
