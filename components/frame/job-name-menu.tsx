'use client';

import type { RefObject } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';
import { useCopy } from '@/components/kit/toast';
import { useJob } from './use-job';

interface Props {
  jobKey: string;
  name: string;
  /** The element that it is placed next to. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** Copies the name of the job, or the path of its directory. */
export function JobNameMenu({ jobKey, name, trigger, onClose }: Props) {
  const t = useTranslations('job');
  const copy = useCopy();
  const { data: job } = useJob(jobKey);
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      className="p-1"
    >
      <Menu aria-label={t('copyMenu')} autoFocus="first" onClose={onClose} className="outline-none">
        <Item label={t('copyName')} onAction={() => copy(name)} />
        {job && <Item label={t('copyPath')} onAction={() => copy(job.directory)} />}
      </Menu>
    </Popover>
  );
}

function Item({ label, onAction }: { label: string; onAction(): void }) {
  return (
    <MenuItem
      textValue={label}
      onAction={onAction}
      className="cursor-default rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint"
    >
      {label}
    </MenuItem>
  );
}
