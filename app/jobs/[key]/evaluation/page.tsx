import type { Metadata } from 'next';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { EvaluationView } from '@/components/evaluation/evaluation-view';
import { Fallback } from '@/components/frame/fallback';
import { answerEvaluation } from '@/lib/answer/job';
import { api } from '@/lib/api/urls';
import { orNotFound } from '../or-not-found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('evaluation.title') };
}

/** The evaluation scores of a job's explainers. */
export default async function EvaluationPage({ params }: PageProps<'/jobs/[key]/evaluation'>) {
  const { key } = await params;
  const tagged = await orNotFound(answerEvaluation(await managerOf(key), key));
  return (
    <Fallback data={{ [api.evaluation(key)]: tagged?.answer }}>
      <EvaluationView jobKey={key} />
    </Fallback>
  );
}
