import 'server-only';
import type { ClassesAnswer, ShortcutsAnswer } from '../api/insight-answers';
import type { ClassesRequest, ShortcutsRequest } from '../api/insight-requests';
import { TYPE_BIT, typeOfBit } from '../job/prediction';
import { type Json, toJson, withProperty } from '../json';
import type { ExplainManager } from '../manager/explain-manager';
import { orNull } from '../survey/pairing-json';
import type { Group } from '../survey/shortcut-groups';
import { etagOf } from './etag';
import { answerInsight, explainerOf } from './insight';
import { type Tagged, withJob } from './job';

const base64 = (cells: Uint8Array | null) => cells && Buffer.from(cells).toString('base64');

/** The mean maps of a page of labels. */
export async function answerClasses(
  manager: ExplainManager,
  key: string,
  request: ClassesRequest,
): Promise<Tagged<ClassesAnswer>> {
  const { page, limit } = request;
  return answerInsight(
    manager,
    key,
    'classes',
    request,
    (call, handle, query) => call('classes', handle, query, (page - 1) * limit, limit),
    async (head, result, loader) => {
      const names = await loader.namesOf((result?.labels ?? []).map(({ label }) => label));
      const labelCount = result?.labelCount ?? 0;
      return {
        ...head,
        explainers: [...loader.explainers],
        labelCount,
        ...{ page, limit },
        pages: Math.max(1, Math.ceil(labelCount / limit)),
        labels: (result?.labels ?? []).map(({ label, maps }) => ({
          id: label,
          name: names.get(label) ?? `#${label}`,
          maps: maps.map(({ n, border, spread, homogeneity, cells }) => ({
            n,
            border: orNull(border),
            spread: orNull(spread),
            homogeneity: orNull(homogeneity),
            cells: base64(cells),
          })),
        })),
      };
    },
  );
}

/** The groups of maps of an explainer and a label that look at the same place. */
export async function answerShortcuts(
  manager: ExplainManager,
  key: string,
  { explainer, mapsOf, ...filter }: ShortcutsRequest,
): Promise<Tagged<Json<ShortcutsAnswer>>> {
  const mapped = await withJob(manager, key, (loader) => loader.mappedLabels(), true);
  const label = filter.label[0] ?? mapped?.first ?? 0;
  const { answer, etag } = await answerInsight(
    manager,
    key,
    'shortcuts',
    { ...filter, explainer: mapsOf, label: [label] },
    async (call, handle, query, loader) => {
      if (loader.explainers.length === 0) return null;
      const index = explainer === undefined ? 0 : explainerOf('explainer', explainer, loader);
      return { index, ...(await call('shortcuts', handle, query, index, label)) };
    },
    async (head, result, loader) => {
      const names = await loader.namesOf([label]);
      const { n = 0, of = 0, groups = [], points = [], index = 0 } = result ?? {};
      const { border = Number.NaN, variance = [Number.NaN, Number.NaN] } = result ?? {};
      return {
        ...head,
        explainers: [...loader.explainers],
        explainer: loader.explainers[index] ?? '',
        ...{ label, name: names.get(label) ?? `#${label}` },
        ...{ n, selected: n, of },
        border: orNull(border),
        groups: groups.map(groupJson),
        variance: [orNull(variance[0]), orNull(variance[1])] satisfies [number | null, number | null],
        points: points.map(({ x, y, group, type, sample }) => ({
          sample,
          x: Math.round(x * 1e6) / 1e6,
          y: Math.round(y * 1e6) / 1e6,
          group: group === -1 ? null : group,
          type: typeOfBit(type),
        })),
      };
    },
  );
  return {
    answer: withProperty(answer, 'labels', mapped?.labels ?? toJson([])),
    etag: etagOf(etag, mapped?.revision),
  };
}

function groupJson({ samples, separation, border, rank, types, cells }: Group) {
  const countOf = (bit: number) => types.filter((type) => type === bit).length;
  return {
    size: samples.length,
    ...{ separation: orNull(separation), border: orNull(border), rank: orNull(rank) },
    samples,
    types: { TP: countOf(TYPE_BIT.TP), FN: countOf(TYPE_BIT.FN), FP: countOf(TYPE_BIT.FP) },
    cells: base64(cells),
  };
}
