'use client';

import { useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { Select } from '@/components/kit/select';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import { Few } from '../few';
import { FEW } from '../numbers';
import { isFinal } from '../use-insight';

/** With more explainers, or in a narrow window, they are in a select. */
const MAX_SEGMENTS = 6;

interface Props {
  answer: ShortcutsAnswer;
  /** Called with the index of an explainer. */
  onExplainer(explainer: number): void;
  /** Called with the id of a label. */
  onLabel(label: number): void;
}

/** Selects the class: an explainer and a label. */
export function ShortcutControls({ answer, onExplainer, onLabel }: Props) {
  const t = useTranslations('insight.shortcuts');
  const { explainers, labels, n } = answer;
  const hasSegments = explainers.length <= MAX_SEGMENTS;
  const current = explainers.indexOf(answer.explainer);
  return (
    <>
      <span className="flex shrink-0 items-center gap-2">
        <span className="text-muted max-wide:sr-only">{t('explainer')}</span>
        {hasSegments && (
          <span className="inline-flex max-[75rem]:hidden">
            <Choice
              label={t('explainer')}
              value={String(current)}
              options={explainers.map((label, index) => ({ value: String(index), label }))}
              onChange={(index) => onExplainer(Number(index))}
            />
          </span>
        )}
        <span className={`inline-flex ${hasSegments ? 'min-[75rem]:hidden' : ''}`}>
          <Select
            label={t('explainer')}
            value={current}
            options={explainers.map((label, index) => ({ value: index, label }))}
            onChange={onExplainer}
          />
        </span>
      </span>
      <span className="flex shrink-0 items-center gap-2">
        <span className="text-muted max-wide:sr-only">{t('label')}</span>
        <Select
          label={t('label')}
          value={answer.label}
          options={labels.map(({ id, name, maps }) => ({
            value: id,
            label: name,
            note: `· ${t('maps', { n: maps })}`,
          }))}
          onChange={onLabel}
        />
      </span>
      <span className="ml-auto shrink-0 whitespace-nowrap text-muted text-small">
        {t('method')}
        {n > 0 && n < FEW && isFinal(answer) && (
          <span className="ml-1.5 inline-flex gap-1">
            · <Few n={n} /> {t('few', { n })}
          </span>
        )}
      </span>
    </>
  );
}
