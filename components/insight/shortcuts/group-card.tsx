'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Bound, useLowerBound } from '@/components/frame/bound';
import { TypeMark } from '@/components/saliency/type-mark';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { Few } from '../few';
import { MeanMap } from '../mean-map';
import { NOTHING, useNumbers } from '../numbers';
import { groupColour } from './colours';
import { cleanSeparation, letterOf } from './selection';
import { Thumbnail } from './thumbnail';

/** Originals on a card. */
const SHOWN = 4;

const TYPES = ['TP', 'FN', 'FP'] as const;

interface Props {
  job: JobAnswer;
  answer: ShortcutsAnswer;
  /** Index of the group. */
  index: number;
  isSelected: boolean;
  onSelect(): void;
}

/** A group: its mean map, how far it is separated from the rest of the class, and some of its originals. Selects the group. */
export function GroupCard({ job, answer, index, isSelected, onSelect }: Props) {
  const t = useTranslations('insight.shortcuts');
  const format = useFormatter();
  const { brief } = useNumbers();
  const lowerBound = useLowerBound(answer.atThreshold);
  const { size, separation, border, types, samples, cells } = answer.groups[index];
  const untyped = size - types.TP - types.FN - types.FP;
  // The maps of a group are fixed: where each of them has a type, no FP is missing.
  const why = untyped > 0 ? lowerBound : undefined;
  const letter = letterOf(index);
  return (
    <li className="border-line border-b">
      <button
        type="button"
        aria-pressed={isSelected}
        onClick={onSelect}
        className={`flex min-h-[163px] w-full gap-4 border-l-3 py-3.5 pr-5 pl-[17px] text-left focus-visible:-outline-offset-2 max-wide:px-3 ${isSelected ? 'border-accent bg-accent-tint' : 'border-transparent hover:bg-well'}`}
      >
        <span aria-hidden className="shrink-0">
          <MeanMap cells={cells} alt="" className="size-26" />
          <span className="mt-1.5 block text-muted text-small">{t('meanMap')}</span>
        </span>
        <span className="flex min-w-0 flex-1 flex-col gap-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="flex items-center gap-1.5 font-semibold text-[15px]">
              <span>
                <span className="sr-only">{t('groupWord')} </span>
                {letter}
              </span>
              <span aria-hidden className="size-2 rounded-full" style={{ background: groupColour(index) }} />
            </span>
            <span className="whitespace-nowrap">{t('ofMaps', { size, n: answer.n })}</span>
            <Few n={size} />
            <span className="ml-auto flex items-center gap-x-2">
              {TYPES.filter((type) => types[type] > 0).map((type) => (
                <span key={type} className="flex items-center gap-1">
                  <TypeMark type={type} /> {type === 'FP' && <Bound why={why} />}
                  {format.number(types[type])}
                </span>
              ))}
              {untyped > 0 && (
                <span title={t('untypedHelp')} className="text-muted text-small">
                  {t('untyped', { count: untyped })}
                </span>
              )}
            </span>
          </span>
          <span className="grid grid-cols-[4.5rem_1fr_2.25rem] items-center gap-x-1 gap-y-1 text-small">
            <span className="text-muted">{t('separation')}</span>
            <SeparationBar value={separation} clean={cleanSeparation(size)} />
            <strong className="text-right font-semibold text-base">{brief(separation)}</strong>
            <span className="text-muted">{t('border')}</span>
            <span className="truncate text-muted">{t('borderBase', { border: brief(answer.border) })}</span>
            <strong className="text-right font-semibold text-base">{brief(border)}</strong>
          </span>
          <span className="mt-1 flex items-end gap-1">
            {samples.slice(0, SHOWN).map((id) => (
              <Thumbnail key={id} job={job} id={id} />
            ))}
            {samples.length > SHOWN && (
              <span className="ml-1.5 whitespace-nowrap text-muted text-small">
                + {format.number(samples.length - SHOWN)}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

/** A separation from 0 to 1; the dashed mark is what groups of clean classes reach. */
function SeparationBar({ value, clean }: { value: number | null; clean: number }) {
  if (value === null) return <span className="text-muted">{NOTHING}</span>;
  return (
    <span aria-hidden className="relative mr-2 h-1 rounded-full bg-track">
      <span className="absolute inset-y-0 left-0 rounded-full bg-accent" style={{ width: `${100 * value}%` }} />
      <CleanMark className="-top-[3px] absolute" style={{ left: `${100 * clean}%` }} />
    </span>
  );
}

/** The dashed mark of what groups of clean classes reach. */
export function CleanMark({ className = '', style }: { className?: string; style?: React.CSSProperties }) {
  return (
    <span aria-hidden className={`inline-block h-2.5 border-ink border-l border-dashed ${className}`} style={style} />
  );
}
