import 'server-only';
import type { AsideAnswer, CarriedAnswer } from '../api/mark-answers';
import type { ExplainManager } from '../manager/explain-manager';
import { etagOf } from './etag';
import type { Tagged } from './job';
import { marksOf, withMarkedJob } from './marks';

/* Answers to requests about the marks and notes of a job that was replaced. */

/**
 * The samples of former content at the path of a job that have marks or notes, and whether the job has samples of the same ids.
 *
 * @param id of the former content, see `answerJobMarks`
 */
export async function answerAside(manager: ExplainManager, key: string, id: number): Promise<Tagged<AsideAnswer>> {
  return withMarkedJob(manager, key, async (loader, { target }) => {
    const { samples, first } = await marksOf(manager).call('asideSamples', target, id);
    const known = await loader.sampleKeys([...new Set(samples.ids)]);
    const pictures = new Map(Array.from(known?.ids ?? [], (sample, k) => [sample, known?.pictures[k]]));
    const isSame = (k: number) => pictures.get(samples.ids[k]) === samples.pictures[k];
    const answer = {
      total: samples.ids.length,
      present: samples.ids.filter((sample) => pictures.has(sample)).length,
      samePicture: samples.ids.filter((_, k) => isSame(k)).length,
      samples: first.map((own, k) => ({ ...own, isPresent: pictures.has(own.sample), isSamePicture: isSame(k) })),
    };
    return { answer, etag: etagOf('aside', answer) };
  });
}

/** Carries marks and notes of former content over to the samples of the same ids, or removes them. Throws as `markSamples`. */
export async function settleAside(
  manager: ExplainManager,
  key: string,
  id: number,
  action: 'carry' | 'remove',
  generation: string | undefined,
): Promise<CarriedAnswer> {
  return withMarkedJob(
    manager,
    key,
    async (loader, { target }) => {
      const marks = marksOf(manager);
      if (action === 'remove') return marks.call('removeAside', target, id);
      const { samples } = await marks.call('asideSamples', target, id);
      const known = await loader.sampleKeys([...new Set(samples.ids)]);
      const keys = { ids: known?.ids ?? new Int32Array(0), pictures: known?.pictures ?? new Uint32Array(0) };
      return marks.call('carryOver', target, id, keys, [...loader.explainers]);
    },
    generation,
  );
}
