import { ArrowLeftRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { Fallback } from '@/components/frame/fallback';
import { JobName } from '@/components/frame/job-name';
import { JobStatus } from '@/components/frame/job-status';
import { JobTabs } from '@/components/frame/job-tabs';
import { ProblemBar } from '@/components/frame/problem-bar';
import { LiveThreshold, ThresholdSwitch } from '@/components/frame/threshold-switch';
import { TopBar } from '@/components/frame/top-bar';
import { AsideSlot } from '@/components/marks/aside-slot';
import { MarksSlot } from '@/components/marks/marks-slot';
import { answerJob } from '@/lib/answer/job';
import { jobNameOf } from '@/lib/answer/job-name';
import { jobIdOf } from '@/lib/api/job-key';
import { api, pages } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { orNotFound } from './or-not-found';

export async function generateMetadata({ params }: LayoutProps<'/jobs/[key]'>): Promise<Metadata> {
  const { key } = await params;
  const id = jobIdOf(key);
  if (id === null) return {};
  const name = isolated(jobNameOf(await managerOf(key), id));
  return { title: { default: name, template: `%s · ${name} · Salient` } };
}

/** The frame of every view of a job: breadcrumb, tabs, status, problems. */
export default async function JobLayout({ children, params }: LayoutProps<'/jobs/[key]'>) {
  const { key } = await params;
  const manager = await managerOf(key);
  const id = jobIdOf(key);
  if (id === null) notFound();
  const [tagged, { theme, t }] = await Promise.all([orNotFound(answerJob(manager, key)), preferences()]);
  const name = jobNameOf(manager, id);
  return (
    <Fallback data={{ [api.job(key)]: tagged?.answer }}>
      <TopBar
        label={t('app.breadcrumb')}
        base={manager.title || '/'}
        job={{
          name: <JobName jobKey={key} name={name} />,
          tabs: <JobTabs jobKey={key} />,
          status: (
            <>
              <Link
                href={pages.compare(key)}
                prefetch={false}
                title={t('compare.withJob')}
                className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-well hover:text-ink max-mid:hidden"
              >
                <ArrowLeftRight size={14} aria-hidden />
                <span className="sr-only">{t('compare.withJob')}</span>
              </Link>
              <JobStatus jobKey={key} />
              <ThresholdSwitch jobKey={key} />
            </>
          ),
        }}
        theme={theme}
      />
      <main id="content">
        <LiveThreshold jobKey={key} />
        <ProblemBar jobKey={key} />
        <AsideSlot jobKey={key} />
        <MarksSlot jobKey={key} />
        {children}
      </main>
    </Fallback>
  );
}
