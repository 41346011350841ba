import { oriented } from '@/components/evaluation/metric-range';
import { isByLabel, labelColumns, labelRows } from '@/components/evaluation/scores';
import type { EvaluationAnswer, MetricRange } from '@/lib/api/evaluation-answers';
import type { LabelCount } from '@/lib/api/job-answers';
import { type Html, html, nameHtml, paragraph, type Section, short, tableHtml } from './parts';
import type { Words } from './words';

/* The stored scores of a job. */

/** The stored scores. */
export function evaluationSection(words: Words, answer: EvaluationAnswer): Section {
  const { explainers, metrics, metricRanges, scores } = answer;
  const { t, exact } = words;
  const title = t('evaluation.title');
  const totals = metrics.map((_, metric) =>
    explainers.map(
      (_, explainer) => scores.find((one) => one.explainer === explainer && one.metric === metric)?.total ?? null,
    ),
  );
  const best = totals.map((column, metric) => {
    const known = oriented(column, metricRanges[metric]);
    return known.indexOf(Math.max(...known.filter((score) => score !== null)));
  });
  const hasScores = totals.some((column) => column.some((score) => score !== null));
  const content = hasScores
    ? html`${tableHtml({
        caption: t('evaluation.scores'),
        columns: [
          t('insight.sample.explainer'),
          ...metrics.map((name, metric) => metricHtml(words, name, metricRanges[metric])),
        ],
        rows: explainers.map((name, explainer) => ({
          heading: nameHtml(short(name)),
          cells: totals.map((column, metric) => {
            const score = column[explainer];
            if (score === null) return html`<small>${t('evaluation.notScored')}</small>`;
            return score === column[best[metric]]
              ? html`<strong>${exact(score)}</strong><span title="${t('evaluation.best')}"> ★</span>`
              : exact(score);
          }),
        })),
      })}${paragraph(t('report.scoresHelp'), 'note')}`
    : paragraph(t('evaluation.empty'), 'note');
  return { id: 'evaluation', title, content };
}

/** Labels in a table of scores: those with the most samples. */
const MAX_SCORED_LABELS = 20;

/** The scores of each label under each metric that depends on it; null without such scores. */
export function labelScoresSection(
  words: Words,
  answer: EvaluationAnswer,
  counts: readonly LabelCount[],
): Section | null {
  const { t, exact, count } = words;
  const tables = answer.metrics.flatMap((name, metric) => {
    if (!isByLabel(answer, metric)) return [];
    const view = { by: 'metric', metric } as const;
    const columns = labelColumns(answer, view, [...answer.explainers.keys()]);
    const scored = labelRows(answer, counts, view, columns).filter(({ scores }) => scores.some((one) => one !== null));
    if (scored.length === 0) return [];
    const shown = [...scored].sort((a, b) => b.samples - a.samples || a.id - b.id).slice(0, MAX_SCORED_LABELS);
    const rest = scored.length - shown.length;
    const table = html`<h3>${metricHtml(words, name, answer.metricRanges[metric])}</h3>${tableHtml({
      caption: `${t('evaluation.byLabel')}: ${short(name)}`,
      columns: [
        t('evaluation.label'),
        t('evaluation.samples'),
        ...columns.map((column) => nameHtml(short(column.name))),
      ],
      rows: shown.map(({ name: label, samples, scores }) => ({
        heading: nameHtml(short(label)),
        cells: [count(samples), ...scores.map(exact)],
      })),
    })}${rest > 0 && paragraph(t('compare.match.more', { count: rest }), 'note')}`;
    return [table];
  });
  return tables.length === 0 ? null : { id: 'label-scores', title: t('report.labelScores'), content: html`${tables}` };
}

/** The name of a metric, and what is unusual about its scores: their range, and that lower ones are better. */
export function metricHtml({ t, brief }: Words, name: string, range: MetricRange): Html {
  const notes = range && [
    t('evaluation.range', {
      min: range.minimum === null ? '−∞' : brief(range.minimum),
      max: range.maximum === null ? '∞' : brief(range.maximum),
    }),
    range.lowerIsBetter && t('evaluation.lowerIsBetter'),
  ];
  return html`${nameHtml(short(name))}${notes?.map((note) => note && html`<br><small>${note}</small>`)}`;
}
