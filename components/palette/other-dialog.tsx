'use client';

import { ReportDialog } from '@/components/report/report-dialog';
import { TableDialog } from '@/components/tables/table-dialog';
import { KeysList } from './keys-list';

export type OtherName = 'keys' | 'report' | 'tables';

interface Props {
  name: OtherName;
  /** The open job. */
  jobKey: string | undefined;
  onClose(): void;
}

/** The dialogs that the palette opens. */
export function OtherDialog({ name, jobKey, onClose }: Props) {
  if (name === 'report') return <ReportDialog onClose={onClose} />;
  if (name === 'tables' && jobKey !== undefined) return <TableDialog jobKey={jobKey} onClose={onClose} />;
  return <KeysList onClose={onClose} />;
}
