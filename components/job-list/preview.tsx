'use client';

import { ImageOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { JobRow } from '@/lib/api/job-answers';
import { api } from '@/lib/api/urls';

const SHOWN = 4;

/** In a narrow window only the first is shown. */
const PHONE = 'max-wide:not-first:hidden';

/** Thumbnails of up to four originals of a job, of different labels if possible; a missing one is a crossed-out picture. A job without any keeps the space, so that all rows have the same height. */
export function Preview({ job }: { job: JobRow }) {
  const ids = job.preview ?? [];
  return (
    <span className="flex gap-[3px]" aria-hidden>
      {Array.from({ length: SHOWN }, (_, index) => (
        <Thumbnail key={ids[index] ?? `none ${index}`} job={job} id={ids[index]} />
      ))}
    </span>
  );
}

function Thumbnail({ job, id }: { job: JobRow; id: number | undefined }) {
  const image = useRef<HTMLImageElement>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    // Loading may have failed before this code ran.
    if (image.current?.complete && image.current.naturalWidth === 0) setMissing(true);
  }, []);
  const box = `size-10 shrink-0 rounded-[4px] bg-well ${PHONE}`;
  if (id === undefined) return <span className={`size-10 shrink-0 ${PHONE}`} />;
  if (isMissing)
    return (
      <span data-missing className={`grid place-items-center text-muted ${box}`}>
        <ImageOff size={16} strokeWidth={1.5} />
      </span>
    );
  return (
    // biome-ignore lint/performance/noImgElement: the server creates the thumbnail, Next's optimiser would add nothing
    <img
      ref={image}
      src={api.thumbnail(job.key, encodeURIComponent(job.created ?? '-'), id)}
      alt=""
      width={40}
      height={40}
      loading="lazy"
      decoding="async"
      className={`${box} object-cover`}
      onError={() => setMissing(true)}
    />
  );
}
