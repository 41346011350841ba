import 'server-only';
import { MAP_NUMBERS, type MapNumber, type MeasureName } from '../api/choices';
import type { DistributionsAnswer } from '../api/insight-answers';
import type { FacetsRequest } from '../api/requests';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { CORRELATION_EDGES, RATIO_EDGES, SHARE_EDGES } from '../survey/edges';
import { orNull } from '../survey/pairing-json';
import { answerInsight } from './insight';
import type { Tagged } from './job';
import { valueFor } from './sample-values';

function edgesOf(number: MapNumber, measure: MeasureName): readonly number[] {
  if (number === 'evidence') return RATIO_EDGES;
  return number === 'agreement' && measure === 'rho' ? CORRELATION_EDGES : SHARE_EDGES;
}

/** The numbers that a job has. */
function numbersOf({ explainers, snapshot }: ExplainLoader): MapNumber[] {
  return MAP_NUMBERS.filter((number) => {
    if (number === 'agreement') return explainers.length > 1;
    return number === 'evidence' ? snapshot?.hasCounterfactuals === true : explainers.length > 0;
  });
}

/** How the numbers of the maps of the matching pairs are distributed. */
export async function answerDistributions(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
): Promise<Tagged<DistributionsAnswer>> {
  return answerInsight(
    manager,
    key,
    'distributions',
    request,
    async () => null,
    async (head, _, loader, filter) => {
      const numbers = numbersOf(loader);
      const wanted: { key: string; edges: readonly number[] }[] = [];
      for (const number of numbers) {
        const values = await manager.surveys.giveValues(loader, valueFor(number, request, loader));
        wanted.push({ key: values, edges: edgesOf(number, request.measure ?? 'rho') });
      }
      const found = (await loader.distributions(filter, wanted)) ?? [];
      const of = (number: MapNumber) => {
        const at = numbers.indexOf(number);
        if (at === -1 || found[at] === undefined) return null;
        const { n, matching, least, greatest, bins } = found[at];
        return {
          n,
          matching,
          least: orNull(least ?? Number.NaN),
          greatest: orNull(greatest ?? Number.NaN),
          edges: [...wanted[at].edges],
          bins,
        };
      };
      return {
        ...head,
        agreement: of('agreement'),
        evidence: of('evidence'),
        border: of('border'),
        spread: of('spread'),
      };
    },
  );
}
