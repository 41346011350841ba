import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { preferences } from '@/app/preferences';
import { Fallback } from '@/components/frame/fallback';
import { SampleView } from '@/components/sample/sample-view';
import { answerSample } from '@/lib/answer/job';
import { ApiError } from '@/lib/api/problem';
import { parsePath, sampleAddress } from '@/lib/api/requests';
import { api } from '@/lib/api/urls';
import { getManager } from '@/lib/manager/instance';
import { found } from '../../found';

type Props = PageProps<'/jobs/[key]/samples/[id]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t } = await preferences();
  return { title: `${t('saliency.sample')} ${(await params).id}` };
}

/** One sample: the maps of all its labels under every explainer. */
export default async function SamplePage({ params }: Props) {
  const { key, ...path } = await params;
  const { answer } = await found(answerSample(getManager(), key, idOf(path)));
  return (
    <Fallback data={{ [api.sample(key, answer.sample.id)]: answer }}>
      <SampleView jobKey={key} id={answer.sample.id} />
    </Fallback>
  );
}

function idOf(path: { id: string }): number {
  try {
    return parsePath(sampleAddress, path).id;
  } catch (error) {
    if (error instanceof ApiError) notFound();
    throw error;
  }
}
