'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { type MarkRequest, onMarkRequest } from './mark-requests';
import { useFreshMarks } from './use-marks';

const MarkHost = dynamic(() => import('./mark-host').then(({ MarkHost }) => MarkHost), { ssr: false });

/** Marking in the views of a job: what acts on a key is loaded by the first one. */
export function MarksSlot({ jobKey }: { jobKey: string }) {
  const [first, setFirst] = useState<MarkRequest | null>(null);
  useFreshMarks();
  useEffect(() => (first === null ? onMarkRequest(setFirst) : undefined), [first]);
  return first && <MarkHost jobKey={jobKey} first={first} />;
}
