import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { CounterfactualView } from '@/components/counterfactual/counterfactual-view';
import { Fallback } from '@/components/frame/fallback';
import { answerSample, answerSamples } from '@/lib/answer/samples';
import { ApiError } from '@/lib/api/problem';
import { counterfactualRequestOf, loadCounterfactualParams, queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { getManager } from '@/lib/manager/instance';
import { found } from '../found';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('counterfactual.title') };
}

/** The counterfactuals of a job: a strip of samples, and the layers of one of them. */
export default async function CounterfactualPage({ params, searchParams }: PageProps<'/jobs/[key]/counterfactual'>) {
  const { key } = await params;
  const state = await loadCounterfactualParams(searchParams);
  const request = counterfactualRequestOf(state);
  const known = await found(answerSamples(getManager(), key, request));
  const isListed = state.sample === null || known?.answer?.samples.some(({ id }) => id === state.sample);
  const beside = isListed ? {} : await besidePage(key, state.sample ?? 0);
  return (
    <Fallback data={{ [api.samples(key, queryOf(request))]: known?.answer, ...beside }}>
      <CounterfactualView jobKey={key} />
    </Fallback>
  );
}

/** A sample that is not on the page; nothing where there is none, which the view then says. */
async function besidePage(key: string, id: number): Promise<Record<string, unknown>> {
  try {
    return { [api.sample(key, id)]: (await answerSample(getManager(), key, id)).answer };
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}
