import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { ConfusionView } from '@/components/confusion/confusion-view';
import { Fallback } from '@/components/frame/fallback';
import { answerConfusion } from '@/lib/answer/confusion';
import { api } from '@/lib/api/urls';
import { toJson } from '@/lib/json';
import { getManager } from '@/lib/manager/instance';
import { orNotFound } from '../or-not-found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('confusion.title') };
}

/** The confusion matrix of a job. */
export default async function ConfusionPage({ params }: PageProps<'/jobs/[key]/confusion'>) {
  const { key } = await params;
  const tagged = await orNotFound(answerConfusion(getManager(), key));
  return (
    <Fallback data={{ [api.confusion(key)]: tagged && toJson(tagged.answer) }}>
      <ConfusionView jobKey={key} />
    </Fallback>
  );
}
