'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { type MarkRequest, onMarkRequest } from './mark-requests';
import { MarksFault } from './marks-fault';
import { isUnread } from './read-only';
import { useFreshMarks, useMarks } from './use-marks';

const MarkHost = dynamic(() => import('./mark-host').then(({ MarkHost }) => MarkHost), { ssr: false });

/** Marking in the views of a job, or of several that name it in their requests: what acts on a key is loaded by the first one. */
export function MarksSlot({ jobKey }: { jobKey: string }) {
  const [request, setRequest] = useState<MarkRequest | null>(null);
  const { data } = useMarks();
  useFreshMarks();
  useEffect(() => onMarkRequest(setRequest), []);
  const key = (request && 'job' in request.target && request.target.job) || jobKey;
  return (
    <>
      {data?.readOnly && isUnread(data.readOnly) && <MarksFault fault={data.readOnly} />}
      {request && <MarkHost key={key} jobKey={key} request={request} />}
    </>
  );
}
