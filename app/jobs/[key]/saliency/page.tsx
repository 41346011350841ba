import type { Metadata } from 'next';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { Fallback } from '@/components/frame/fallback';
import { SaliencyView } from '@/components/saliency/saliency-view';
import { answerFacets, answerSamples } from '@/lib/answer/samples';
import { facetsRequestOf, loadSaliencyParams, queryOf, samplesRequestOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { orNotFound } from '../or-not-found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('saliency.title') };
}

/** The saliency maps of a job's samples, every explainer side by side. */
export default async function SaliencyPage({ params, searchParams }: PageProps<'/jobs/[key]/saliency'>) {
  const { key } = await params;
  const state = await loadSaliencyParams(searchParams);
  const [request, filter] = [samplesRequestOf(state), facetsRequestOf(state)];
  const manager = await managerOf(key);
  const [samples, facets] =
    (await orNotFound(Promise.all([answerSamples(manager, key, request), answerFacets(manager, key, filter)]))) ?? [];
  const data = {
    [api.samples(key, queryOf(request))]: samples?.answer,
    [api.facets(key, queryOf(filter))]: facets?.answer,
  };
  return (
    <Fallback data={data}>
      <SaliencyView jobKey={key} />
    </Fallback>
  );
}
