import type { Metadata } from 'next';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { ConfusionView } from '@/components/confusion/confusion-view';
import { Fallback } from '@/components/frame/fallback';
import { answerConfusion } from '@/lib/answer/confusion';
import { answerJob } from '@/lib/answer/job';
import { confusionAddress, loadJobParams, queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { toJson } from '@/lib/json';
import { orNotFound } from '../or-not-found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('confusion.title') };
}

/** The confusion matrix of a job. */
export default async function ConfusionPage({ params, searchParams }: PageProps<'/jobs/[key]/confusion'>) {
  const { key } = await params;
  const { threshold } = await loadJobParams(searchParams);
  const request = { threshold: threshold ?? undefined };
  const manager = await managerOf(key);
  const counted = threshold === null ? null : answerJob(manager, key, request);
  const [tagged, job] = (await orNotFound(Promise.all([answerConfusion(manager, key, request), counted]))) ?? [];
  return (
    <Fallback
      data={{
        [confusionAddress(key, { threshold })]: tagged && toJson(tagged.answer),
        ...(job?.answer ? { [api.job(key, queryOf(request))]: job.answer } : {}),
      }}
    >
      <ConfusionView jobKey={key} />
    </Fallback>
  );
}
