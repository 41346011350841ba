import { Fallback } from '@/components/frame/fallback';
import { SaliencyView } from '@/components/saliency/saliency-view';
import { answerSamples } from '@/lib/answer/job';
import { loadSaliencyParams, queryOf, samplesRequestOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { getManager } from '@/lib/manager/instance';
import { found } from '../found';

/** The saliency maps of a job's samples, every explainer side by side. */
export default async function SaliencyPage({ params, searchParams }: PageProps<'/jobs/[key]/saliency'>) {
  const { key } = await params;
  const request = samplesRequestOf(await loadSaliencyParams(searchParams));
  const { answer } = await found(answerSamples(getManager(), key, request));
  return (
    <Fallback data={{ [api.samples(key, queryOf(request))]: answer }}>
      <SaliencyView jobKey={key} />
    </Fallback>
  );
}
