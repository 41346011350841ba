'use client';

import { ReportDialog } from '@/components/report/report-dialog';
import { KeysList } from './keys-list';

export type OtherName = 'keys' | 'report';

/** The dialogs that the palette opens. */
export function OtherDialog({ name, onClose }: { name: OtherName; onClose(): void }) {
  return name === 'keys' ? <KeysList onClose={onClose} /> : <ReportDialog onClose={onClose} />;
}
