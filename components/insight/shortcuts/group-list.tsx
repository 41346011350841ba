'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { isFinal } from '../use-insight';
import { CleanMark, GroupCard } from './group-card';
import { LEAST_FOR_GROUPS } from './selection';

/** Cards that are shown at first: the ranks of further groups say little. */
const SHOWN = 6;

interface Props {
  job: JobAnswer;
  answer: ShortcutsAnswer;
  /** Index of the selected group; null for none. */
  selected: number | null;
  onSelect(group: number): void;
}

/** The groups as cards, first rank first. */
export function GroupList({ job, answer, selected, onSelect }: Props) {
  const t = useTranslations('insight.shortcuts');
  const [isWhole, setWhole] = useState(false);
  const { groups } = answer;
  const shown = isWhole || (selected ?? 0) >= SHOWN ? groups : groups.slice(0, SHOWN);
  return (
    <section
      aria-labelledby="groups"
      className="flex w-105 shrink-0 flex-col border-line border-r bg-panel max-wide:w-full max-wide:border-r-0"
    >
      <div className="flex min-h-11 items-center gap-x-2 border-line border-b px-5 max-wide:px-3">
        <h2 id="groups" className="font-semibold">
          {t('groups')}
        </h2>
        <span className="text-muted text-small">
          {t('ranked')} <CleanMark className="mx-0.5 translate-y-px" /> {t('clean')}
        </span>
      </div>
      {groups.length === 0 ? (
        <p className="px-5 py-6 text-muted max-wide:px-3">
          <WhyNone answer={answer} />
        </p>
      ) : (
        <ol>
          {shown.map((group, index) => (
            <GroupCard
              key={group.samples[0]}
              job={job}
              answer={answer}
              index={index}
              isSelected={selected === index}
              onSelect={() => onSelect(index)}
            />
          ))}
        </ol>
      )}
      {shown.length < groups.length && (
        <Button look="ghost" className="mx-3 my-2 self-start text-accent" onPress={() => setWhole(true)}>
          {t('moreGroups', { count: groups.length - shown.length })}
        </Button>
      )}
      <p className="px-5 py-3.5 text-muted text-small max-wide:px-3">{t('notAnnounced')}</p>
    </section>
  );
}

/** Why there is no group. */
function WhyNone({ answer }: { answer: ShortcutsAnswer }) {
  const t = useTranslations('insight.shortcuts');
  const { n, explainer, name } = answer;
  if (!isFinal(answer)) return t('surveying');
  if (n < LEAST_FOR_GROUPS) return t('tooFew', { n, least: LEAST_FOR_GROUPS, explainer, label: name });
  return t('noGroups');
}
