'use client';

import { StickyNote } from 'lucide-react';
import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { CheckMark } from '@/components/kit/check-mark';
import { Popover } from '@/components/kit/popover';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { type FilterState, facetsRequestOf, queryOf } from '@/lib/api/search-params';
import { MarkDot } from './mark-dot';
import { openMarks } from './mark-requests';
import { useMarks } from './use-marks';

export interface MarksMenuProps {
  /** Counts of the samples that match the filter; undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: FilterState;
  /** Whether all that match can be marked; by default. */
  canMarkAll?: boolean;
  onFilter(change: { marks?: string[] | null; notes?: boolean | null }): void;
}

interface Props extends MarksMenuProps {
  /** The button of the menu. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** The marks with the number of matching samples, to filter by; those that are in the address but do not exist are listed, too. */
export function MarksMenuList({ facets, state, canMarkAll = true, onFilter, trigger, onClose }: Props) {
  const t = useTranslations('marks');
  const format = useFormatter();
  const { data } = useMarks();
  const known = data?.marks ?? [];
  const gone = state.marks.filter((name) => data && !known.some((mark) => mark.name === name));
  const countOf = (name: string) => facets?.marks.find((mark) => mark.name === name)?.count;
  const toggle = (name: string) =>
    onFilter({
      marks: state.marks.includes(name) ? state.marks.filter((one) => one !== name) : [...state.marks, name],
    });
  const rows = [...known, ...gone.map((name) => ({ name, colour: 'grey' }))];
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      className="max-w-80 overflow-y-auto"
    >
      <Dialog aria-label={t('filter')} className="flex min-w-60 flex-col gap-1 p-2 outline-none">
        {rows.length === 0 && <p className="px-1.5 py-1 text-muted">{t('none')}</p>}
        {rows.map(({ name, colour }) => (
          <Row
            key={name}
            isChosen={state.marks.includes(name)}
            count={countOf(name)}
            onPress={() => toggle(name)}
            icon={<MarkDot colour={colour} />}
            name={name}
          />
        ))}
        <Row
          isChosen={state.notes}
          count={facets?.notes}
          onPress={() => onFilter({ notes: state.notes ? null : true })}
          icon={<StickyNote size={12} aria-hidden className="shrink-0" />}
          name={t('withNote')}
        />
        {canMarkAll && !data?.readOnly && (
          <div className="mt-1 border-line border-t pt-2">
            <Button
              className="w-full"
              isDisabled={!facets || facets.total === 0}
              onPress={() => {
                onClose();
                openMarks({ filter: queryOf(facetsRequestOf(state)).toString(), count: facets?.total });
              }}
            >
              {t('markAll', { count: format.number(facets?.total ?? 0) })}
            </Button>
          </div>
        )}
      </Dialog>
    </Popover>
  );
}

interface RowProps {
  isChosen: boolean;
  /** Undefined before it is known. */
  count: number | undefined;
  icon: React.ReactNode;
  name: string;
  onPress(): void;
}

function Row({ isChosen, count, icon, name, onPress }: RowProps) {
  const format = useFormatter();
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onPress}
      className="flex min-h-7 items-center gap-2 rounded px-1.5 text-left hover:bg-well"
    >
      <CheckMark isChecked={isChosen} />
      {icon}
      <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
      <span className="text-muted text-small">{count === undefined ? '–' : format.number(count)}</span>
    </button>
  );
}
