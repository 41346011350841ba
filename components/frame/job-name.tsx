'use client';

import { Ellipsis } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { useJob } from './use-job';

const loadMenu = () => import('./job-name-menu').then(({ JobNameMenu }) => JobNameMenu);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const JobNameMenu = dynamic(loadMenu, { ssr: false });

/** The name of the job in the breadcrumb, with a menu: copies it or the path of its directory, and makes a report. */
export function JobName({ jobKey, name }: { jobKey: string; name: string }) {
  const t = useTranslations('job');
  const { data: job } = useJob(jobKey);
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 font-semibold" aria-current="page">
        <MiddleEllipsis text={name} />
      </span>
      <span ref={place} className="inline-flex">
        <Button
          look="ghost"
          isSquare
          className="size-6 text-muted"
          title={t('copyMenu')}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onHoverStart={() => void loadMenu()}
          onFocus={() => void loadMenu()}
          onPress={() => setOpen(true)}
        >
          <Ellipsis size={13} aria-hidden />
        </Button>
      </span>
      {isOpen && (
        <JobNameMenu {...{ jobKey, name, directory: job?.directory, trigger: place }} onClose={() => setOpen(false)} />
      )}
    </span>
  );
}
