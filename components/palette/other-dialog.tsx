'use client';

import { ReportDialog } from '@/components/report/report-dialog';
import { TableDialog } from '@/components/tables/table-dialog';
import { KeysList } from './keys-list';

export type OtherName = 'keys' | 'report' | 'tables';

interface Props {
  name: OtherName;
  /** The open job; undefined on other pages. */
  jobKey: string | undefined;
  onClose(): void;
}

/** The dialogs that the palette opens. */
export function OtherDialog({ name, jobKey, onClose }: Props) {
  if (name === 'keys') return <KeysList onClose={onClose} />;
  if (name === 'report') return <ReportDialog onClose={onClose} />;
  return jobKey !== undefined && <TableDialog jobKey={jobKey} onClose={onClose} />;
}
