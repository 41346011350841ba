import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { CounterfactualView } from '@/components/counterfactual/counterfactual-view';
import { Fallback } from '@/components/frame/fallback';
import { answerSample, answerSamples } from '@/lib/answer/samples';
import { ApiError } from '@/lib/api/problem';
import { counterfactualRequestOf, loadCounterfactualParams, queryOf, sampleAddress } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { getManager } from '@/lib/manager/instance';
import { orNotFound } from '../or-not-found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('counterfactual.title') };
}

/** The counterfactuals of a job: a strip of samples, and the layers of the selected one. */
export default async function CounterfactualPage({ params, searchParams }: PageProps<'/jobs/[key]/counterfactual'>) {
  const { key } = await params;
  const state = await loadCounterfactualParams(searchParams);
  const request = counterfactualRequestOf(state);
  const tagged = await orNotFound(answerSamples(getManager(), key, request));
  const isListed = state.sample === null || tagged?.answer?.samples.some(({ id }) => id === state.sample);
  const beside = isListed ? {} : await besidePage(key, state.sample ?? 0, state.threshold);
  return (
    <Fallback data={{ [api.samples(key, queryOf(request))]: tagged?.answer, ...beside }}>
      <CounterfactualView jobKey={key} />
    </Fallback>
  );
}

/** A sample that is not on the page; undefined if it does not exist, which the view then reports. */
async function besidePage(key: string, id: number, threshold: number | null): Promise<Record<string, unknown>> {
  try {
    const { answer } = await answerSample(getManager(), key, id, { threshold: threshold ?? undefined });
    return { [sampleAddress(key, id, { threshold })]: answer };
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}
