'use client';

import dynamic from 'next/dynamic';
import { useMarks } from './use-marks';

const AsideBar = dynamic(() => import('./aside-bar').then(({ AsideBar }) => AsideBar), { ssr: false });

/** A line about marks of a former run at the path of the job; nothing is loaded where nothing was ever marked. */
export function AsideSlot({ jobKey }: { jobKey: string }) {
  const { data } = useMarks();
  return data && data.version > 0 ? <AsideBar key={jobKey} jobKey={jobKey} /> : null;
}
