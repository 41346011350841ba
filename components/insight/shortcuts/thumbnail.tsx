'use client';

import { ImageOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { JobAnswer } from '@/lib/api/job-answers';
import { api } from '@/lib/api/urls';

/** A small original; a crossed-out picture if its file is missing. */
export function Thumbnail({ job, id }: { job: JobAnswer; id: number }) {
  const image = useRef<HTMLImageElement>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    // Loading may have failed before this code ran.
    if (image.current?.complete && image.current.naturalWidth === 0) setMissing(true);
  }, []);
  if (isMissing)
    return (
      <span className="grid size-12 shrink-0 place-items-center rounded-[3px] bg-well text-muted">
        <ImageOff size={16} strokeWidth={1.5} aria-hidden />
      </span>
    );
  return (
    // biome-ignore lint/performance/noImgElement: the server creates the thumbnail, Next's optimiser would add nothing
    <img
      ref={image}
      src={api.thumbnail(job.key, job.generation ?? '-', id)}
      alt=""
      title={`# ${id}`}
      width={48}
      height={48}
      loading="lazy"
      decoding="async"
      onError={() => setMissing(true)}
      className="size-12 shrink-0 rounded-[3px] bg-well object-cover"
    />
  );
}
