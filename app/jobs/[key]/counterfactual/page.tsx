import type { Metadata } from 'next';
import { managerOf } from '@/app/job-manager';
import { preferences } from '@/app/preferences';
import { CounterfactualView } from '@/components/counterfactual/counterfactual-view';
import { Fallback, MAX_LENGTH } from '@/components/frame/fallback';
import { answerSample, answerSamples } from '@/lib/answer/samples';
import { counterfactualRequestOf, loadCounterfactualParams } from '@/lib/api/counterfactual-params';
import { ApiError } from '@/lib/api/problem';
import type { SampleAnswer, SamplesAnswer } from '@/lib/api/sample-answers';
import { queryOf, sampleAddress } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { fromJson, type Json, toJson } from '@/lib/json';
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
  const tagged = await orNotFound(answerSamples(await managerOf(key), key, request));
  const isListed = state.sample === null || idsOf(tagged?.answer).includes(state.sample);
  const beside = isListed ? {} : await besidePage(key, state.sample ?? 0, state.threshold);
  return (
    <Fallback data={{ [api.samples(key, queryOf(request))]: tagged?.answer, ...beside }}>
      <CounterfactualView jobKey={key} />
    </Fallback>
  );
}

/** Ids of the samples of an answer; none of one that is so long that the view asks for it itself. */
function idsOf(answer: Json<SamplesAnswer> | null | undefined): number[] {
  return answer && answer.length <= MAX_LENGTH ? fromJson(answer).samples.map(({ id }) => id) : [];
}

/** A sample that is not on the page; undefined if it does not exist, which the view then reports. */
async function besidePage(
  key: string,
  id: number,
  threshold: number | null,
): Promise<Record<string, Json<SampleAnswer>>> {
  try {
    const { answer } = await answerSample(await managerOf(key), key, id, { threshold: threshold ?? undefined });
    return { [sampleAddress(key, id, { threshold })]: toJson(answer) };
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}
