'use client';

import dynamic from 'next/dynamic';
import { type RefObject, useState } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';
import { useCopy } from '@/components/kit/toast';

const ReportDialog = dynamic(
  () => import('@/components/report/report-dialog').then(({ ReportDialog }) => ReportDialog),
  {
    ssr: false,
  },
);
const TableDialog = dynamic(() => import('@/components/tables/table-dialog').then(({ TableDialog }) => TableDialog), {
  ssr: false,
});

interface Props {
  jobKey: string;
  name: string;
  /** Path of the job's directory; undefined before it is known. */
  directory: string | undefined;
  /** The button of the menu. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** Copies the name of a job, or the path of its directory; makes a report of the view, or exports tables. */
export function JobNameMenu({ jobKey, name, directory, trigger, onClose }: Props) {
  const t = useTranslations('job');
  const inReport = useTranslations('report');
  const inTables = useTranslations('tables');
  const copy = useCopy();
  const [dialog, setDialog] = useState<typeof REPORT | typeof EXPORT | null>(null);
  if (dialog === REPORT) return <ReportDialog onClose={onClose} />;
  if (dialog === EXPORT) return <TableDialog jobKey={jobKey} onClose={onClose} />;
  return (
    <Popover
      aria-label={t('copyMenu')}
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      className="max-w-[min(28rem,calc(100vw-2rem))] p-1"
    >
      <Menu
        aria-label={t('copyMenu')}
        autoFocus="first"
        // A dialog takes the place of the menu.
        onAction={(key) => (key === REPORT || key === EXPORT ? setDialog(key) : onClose())}
        className="outline-none"
      >
        <Item label={t('copyName')} text={name} onAction={() => copy(name)} />
        {directory !== undefined && <Item label={t('copyPath')} text={directory} onAction={() => copy(directory)} />}
        <MenuItem id={REPORT} className={ITEM}>
          {inReport('menu')}
        </MenuItem>
        <MenuItem id={EXPORT} className={ITEM}>
          {inTables('open')}
        </MenuItem>
      </Menu>
    </Popover>
  );
}

const REPORT = 'report';
const EXPORT = 'export';
const ITEM = 'cursor-default rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint';

/** An action with the whole text that it copies. */
function Item({ label, text, onAction }: { label: string; text: string; onAction(): void }) {
  return (
    <MenuItem textValue={label} onAction={onAction} className={ITEM}>
      {label}
      <bdi className="block text-muted text-small [overflow-wrap:anywhere]">{text}</bdi>
    </MenuItem>
  );
}
