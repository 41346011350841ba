import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { Fallback } from '@/components/frame/fallback';
import { SampleView } from '@/components/sample/sample-view';
import { answerNeighbours, answerSample } from '@/lib/answer/samples';
import { ApiError } from '@/lib/api/problem';
import { parsePath, sampleAddress as sampleNumbers } from '@/lib/api/requests';
import { loadSaliencyParams, orderRequestOf, queryOf, sampleAddress } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { toJson } from '@/lib/json';
import { orNotFound } from '../../or-not-found';

type Props = PageProps<'/jobs/[key]/samples/[id]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t } = await preferences();
  return { title: `${t('saliency.sample')} ${(await params).id}` };
}

/**
 * A sample with more maps, labels and counterfactuals is rendered by the browser only: on the server each takes up to half a
 * millisecond, which others would wait for.
 */
const MAX_RENDERED_PARTS = 300;

/** One sample: the maps of all its labels under every explainer. */
export default async function SamplePage({ params, searchParams }: Props) {
  const { key, ...path } = await params;
  const id = idOf(path);
  const state = await loadSaliencyParams(searchParams);
  const order = orderRequestOf(state);
  const { threshold } = order;
  const manager = await managerOf(key);
  const [sample, neighbours] =
    (await orNotFound(
      Promise.all([answerSample(manager, key, id, { threshold }), answerNeighbours(manager, key, id, order)]),
    )) ?? [];
  const { maps, labels, counterfactuals } = sample?.answer.sample ?? { maps: [], labels: [], counterfactuals: [] };
  const isRendered = sample && maps.length + labels.length + counterfactuals.length <= MAX_RENDERED_PARTS;
  const data = {
    [sampleAddress(key, id, state)]: isRendered ? toJson(sample.answer) : undefined,
    [api.neighbours(key, id, queryOf(order))]: neighbours && toJson(neighbours.answer),
  };
  return (
    <Fallback data={data}>
      <SampleView jobKey={key} id={id} />
    </Fallback>
  );
}

function idOf(path: { id: string }): number {
  try {
    return parsePath(sampleNumbers, path).id;
  } catch (error) {
    if (error instanceof ApiError) notFound();
    throw error;
  }
}
