'use client';

import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { useTranslations } from 'use-intl';
import { CheckMark } from '@/components/kit/check-mark';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';

interface Props {
  names: readonly string[];
  /** Indices of the hidden explainers. */
  hidden: readonly number[];
  onChange(hidden: number[]): void;
}

/** All explainers with a checkbox each; loaded when it is first opened. */
export function ExplainerList({ names, hidden, onChange }: Props) {
  const t = useTranslations('filter');
  const shown = names.map((_, index) => index).filter((index) => !hidden.includes(index));
  return (
    <CheckboxGroup
      aria-label={t('explainers')}
      value={shown.map(String)}
      onChange={(values) => onChange(names.map((_, index) => index).filter((index) => !values.includes(String(index))))}
    >
      {names.map((name, index) => (
        <Checkbox
          key={name}
          value={String(index)}
          className="flex h-7 min-w-44 cursor-default items-center gap-2 rounded px-2 hover:bg-accent-tint"
        >
          {({ isSelected }) => (
            <>
              <CheckMark isChecked={isSelected} />
              <MiddleEllipsis text={name} />
            </>
          )}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
