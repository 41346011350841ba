import { isInLabelSet, type ShownLabel, shownLabels } from '@/components/saliency/labels';
import { chosenLabel, parsePicks } from '@/components/saliency/picks';
import type { ComparedSample } from '@/lib/api/compare-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { CompareReport, JobReport } from '@/lib/api/report';
import type { ReportRequest } from '@/lib/api/report-requests';
import type { SampleJson } from '@/lib/api/sample-answers';
import type { Strip } from './maps';
import { type Html, html, nameHtml, type Part, proseHtml, short, typeHtml } from './parts';
import type { Words } from './words';

/** A sample of a report: what stands above its pictures, its rows of pictures, and what stands below. */
export interface Entry {
  head: Html;
  strips: readonly Strip[];
  foot: Part;
}

/** Labels of a sample that are listed; the others are counted. */
const MAX_LABELS = 8;

/** The samples of a report of a job. */
export function jobEntries(words: Words, { job, samples }: JobReport, request: ReportRequest): Entry[] {
  const picks = parsePicks(request.picks);
  const explainers = request.explainers ?? job.explainerNames.map((_, index) => index);
  return samples.samples.map((sample) => {
    const label = chosenLabel(sample, picks, filterOf(request), sample.matchingLabel ?? null);
    return {
      head: html`<header><h3># ${sample.id}</h3>${labelsHtml(words, sample, label)}${marksHtml(sample)}</header>
${sample.note != null && sample.note !== '' && html`<p class="prose note" dir="auto">${sample.note}</p>`}`,
      strips: [
        {
          job: job.key,
          state: job.state,
          sample,
          label: nameOf(sample, label),
          side: '',
          counterfactual: counterfactualOf(sample, label),
          maps: explainers.map((explainer) => ({
            explainer: job.explainerNames[explainer],
            pool: explainer,
            map: sample.maps.find((map) => map.explainer === explainer && map.label === label),
          })),
        },
      ],
      foot: null,
    };
  });
}

function filterOf(request: ReportRequest): Parameters<typeof chosenLabel>[2] {
  const { minConfidence, maxConfidence, minUncertainty, maxUncertainty } = request;
  const range = (least?: number, greatest?: number) =>
    least === undefined && greatest === undefined ? null : ([least ?? -Infinity, greatest ?? Infinity] as const);
  return {
    labels: request.label,
    types: request.type,
    confidence: range(minConfidence, maxConfidence),
    uncertainty: range(minUncertainty, maxUncertainty),
    truth: request.truth ?? null,
    predicted: request.predicted ?? null,
  };
}

/** The counterfactual of a label with layers. */
function counterfactualOf({ counterfactuals }: SampleJson, label: number | null) {
  return counterfactuals.find((one) => one.label === label && one.layers.length > 0) ?? null;
}

function nameOf(sample: SampleJson, label: number | null): string {
  return sample.labels.find(({ id }) => id === label)?.name ?? `#${label ?? '–'}`;
}

function labelsHtml(words: Words, sample: SampleJson, chosen: number | null): Part {
  const { t } = words;
  const all = shownLabels(sample);
  if (all.length === 0) return html`<p class="labels">${t('saliency.noLabels')}</p>`;
  // The label whose maps are shown is never among those that are only counted.
  const first = all.filter((label, place) => place < MAX_LABELS || label.id === chosen);
  return html`<ul class="labels">${first.map(
    (label) =>
      html`<li${label.id === chosen && html` class="chosen" title="${t('report.mapsOfLabel')}"`}>${labelHtml(words, label)}</li>`,
  )}${all.length > first.length && html`<li>${t('saliency.moreLabels', { count: all.length - first.length })}</li>`}</ul>`;
}

/** A label with its type, its probability and 95 % interval. */
function labelHtml({ t, exact }: Words, label: ShownLabel): Html {
  const { name, type, confidence, uncertainty } = label;
  const hasInterval = uncertainty?.low != null && uncertainty.high != null;
  return html`${typeHtml(type)}${nameHtml(short(name))} <b>${exact(confidence)}</b>${
    hasInterval &&
    html` <small title="${t('saliency.interval', { low: exact(uncertainty.low), high: exact(uncertainty.high), sd: exact(uncertainty.sd) })}">${exact(uncertainty.low)}–${exact(uncertainty.high)}</small>`
  }${!isInLabelSet(label) && html` <small>${t('saliency.runnerUp')}</small>`}`;
}

function marksHtml({ marks = [] }: SampleJson): Part {
  return (
    marks.length > 0 &&
    html`<span class="marks">${marks.map((mark) => html`<span class="mark">${nameHtml(mark)}</span> `)}</span>`
  );
}

/** The samples of a report of two jobs: A above B. */
export function comparedEntries(words: Words, report: CompareReport): Entry[] {
  const { t, signed, brief } = words;
  const { jobs, samples, marks, compare } = report;
  const notesOf = (side: 'a' | 'b', id: number) =>
    marks[side]?.notes.filter(({ sample }) => sample === id).map(({ text }) => text) ?? [];
  return samples.samples.map((item) => {
    const { a, b, name, delta } = item;
    const notes = [
      ...notesOf('a', a.sample.id).map((text) => ['A', text]),
      ...notesOf('b', b.sample.id).map((text) => ['B', text]),
    ];
    return {
      head: html`<header><h3># ${a.sample.id}${b.sample.id !== a.sample.id && html` <small>${t('compare.idInB', { id: b.sample.id })}</small>`}</h3>
<ul class="labels"><li>${name !== null && nameHtml(short(name))} ${t('compare.deltaOf')} <b>${signed(delta)}</b></li>
${(['a', 'b'] as const).map((side) => html`<li><b>${side.toUpperCase()}</b> ${comparedLabel(words, item, side)} ${marksHtml(item[side].sample)}</li>`)}</ul></header>
${notes.map(([side, text]) => html`<p class="note"><b>${side}</b> ${proseHtml(text)}</p>`)}`,
      strips: [stripOf(jobs.a, a, name, 'A', samples.explainers), stripOf(jobs.b, b, name, 'B', samples.explainers)],
      foot:
        samples.explainers.length > 0 &&
        html`<p class="note">${t('report.mapChangeOf')} ${samples.explainers.map((explainer, k) => {
          const rho = item.maps[explainer]?.rho ?? null;
          const shuffled = compare.maps[explainer]?.rho.shuffled ?? null;
          const isChanged = rho !== null && shuffled !== null && rho < shuffled;
          const value = isChanged
            ? html`<strong title="${t('compare.underShuffled', { shuffled: brief(shuffled) })}">${brief(rho)} &lt; ${brief(shuffled)}</strong>`
            : brief(rho);
          return html`${k > 0 && ' · '}${nameHtml(short(explainer))} ${value}`;
        })}</p>`,
    };
  });
}

function comparedLabel({ t, exact }: Words, item: ComparedSample, side: 'a' | 'b'): Html {
  const { type, confidence, top } = item[side];
  const none = item.name === null ? t('compare.noCommonLabel') : t('compare.noLabelHere', { name: short(item.name) });
  const probability = confidence === null ? none : html`<b>${exact(confidence)}</b>`;
  return html`${typeHtml(type)}${probability} <small>${top ? t('compare.topIs', { name: short(top.name) }) : t('compare.topUnknown')}</small>`;
}

function stripOf(
  job: JobAnswer,
  { sample, label }: ComparedSample['a'],
  name: string | null,
  side: 'A' | 'B',
  explainers: readonly string[],
): Strip {
  return {
    job: job.key,
    state: job.state,
    sample,
    label: name ?? '',
    side,
    counterfactual: counterfactualOf(sample, label),
    maps: explainers.map((explainer, pool) => {
      const index = job.explainerNames.indexOf(explainer);
      return { explainer, pool, map: sample.maps.find((map) => map.explainer === index && map.label === label) };
    }),
  };
}
