import { probabilityText } from '@/components/compare/numbers';
import { scoreDifferences } from '@/components/compare/score-rows';
import { inARow } from '@/components/kit/in-a-row';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { CompareReport } from '@/lib/api/report';
import type { CompareReportRequest } from '@/lib/api/report-requests';
import { filterWords } from './filter-words';
import { countHtml, jobCaveats, marksSection, pairingHtml, stateText, surveyText } from './job-parts';
import type { DocumentParts } from './page';
import {
  factsHtml,
  type Html,
  html,
  nameHtml,
  type Part,
  paragraph,
  type Section,
  short,
  tableHtml,
  typeHtml,
} from './parts';
import { comparedEntries } from './samples';
import { metricHtml } from './scores';
import type { Words } from './words';

/** The document of a report of two compared jobs. */
export function compareDocument(words: Words, report: CompareReport, request: CompareReportRequest): DocumentParts {
  const { t } = words;
  const { compare, jobs, samples, marks } = report;
  const entries = comparedEntries(words, report);
  const isHashed = compare.samePicture !== null;
  return {
    title: request.title || t('report.titleOfTwo', { a: compare.a.name, b: compare.b.name }),
    facts: factsHtml([
      ...(['a', 'b'] as const).map((side) => jobFact(words, jobs[side], side)),
      ...choiceFacts(words, report, request),
    ]),
    caveats: [
      ...(compare.a.key === compare.b.key ? [t('compare.same')] : []),
      ...(compare.a.threshold === compare.b.threshold
        ? []
        : [t('compare.thresholds', { a: compare.a.threshold, b: compare.b.threshold })]),
      ...jobCaveats(words, jobs.a).map((caveat) => `A: ${caveat}`),
      ...jobCaveats(words, jobs.b).map((caveat) => `B: ${caveat}`),
      ...(isHashed ? [] : [t('report.notHashed')]),
      ...(compare.isCounting || compare.surveyed < compare.total ? [surveyText(words, compare)] : []),
      ...(samples.total > entries.length
        ? [t('report.firstOnly', { shown: entries.length, total: samples.total })]
        : []),
    ],
    sections: [
      transitionsSection(words, compare),
      deltaSection(words, compare),
      mapChangeSection(words, compare),
      scoresSection(words, report),
    ],
    entries,
    last: [
      marksSection(words, [
        { name: 'A', marks: marks.a },
        { name: 'B', marks: marks.b },
      ]),
    ].filter((section): section is Section => section !== null),
  };
}

function jobFact(words: Words, job: JobAnswer, side: 'a' | 'b'): [string, Part] {
  const { t, time } = words;
  const { path, created, samples } = job;
  const state = stateText(words, job);
  const details = [created !== null && time(created), state, t('report.samples', { count: samples ?? 0 })].filter(
    (one) => one !== false,
  );
  return [`${t('report.job')} ${side.toUpperCase()}`, html`${nameHtml(path)} · ${details.join(' · ')}`];
}

function choiceFacts(
  words: Words,
  { compare, samples, jobs }: CompareReport,
  request: CompareReportRequest,
): [string, Part][] {
  const { t } = words;
  const { of, only, from, to, sort } = request;
  const filter = [
    ...(only === undefined ? [] : [t(`compare.part.${only}`)]),
    ...(from === undefined && to === undefined ? [] : [t('compare.transition', { from: from ?? '…', to: to ?? '…' })]),
    ...filterWords(words, jobs[of], request).map((part) => `${part} ${t('compare.ofJob', { side: of.toUpperCase() })}`),
  ];
  return [
    [t('compare.match.title'), matchText(words, compare)],
    [t('filter.label'), filter.length > 0 ? filter.join(' · ') : t('report.noFilter')],
    [t('filter.sort'), t(`compare.sort.${sort}`)],
    [
      t('report.samplesTitle'),
      t('report.comparedOf', { shown: samples.samples.length, total: samples.total, all: samples.compared }),
    ],
  ];
}

function matchText(
  { t }: Words,
  { compared, byPicture, otherLeft, unknownPicture, pendingPicture, onlyA, onlyB }: CompareAnswer,
): string {
  const unreadable = (unknownPicture ?? 0) - (pendingPicture ?? 0);
  return [
    byPicture > 0
      ? t('compare.match.byPicture', { count: compared, byPicture })
      : t('compare.match.compared', { count: compared }),
    (otherLeft ?? 0) > 0 && t('compare.match.other', { count: otherLeft ?? 0 }),
    unreadable > 0 && t('compare.match.unreadable', { count: unreadable }),
    (pendingPicture ?? 0) > 0 && t('compare.match.pending', { count: pendingPicture ?? 0 }),
    t('compare.match.onlyA', { count: onlyA }),
    t('compare.match.onlyB', { count: onlyB }),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

function transitionsSection(words: Words, answer: CompareAnswer): Section {
  const { t, count } = words;
  const { transitions, top1, mcnemar, fixed, broken, delta } = answer;
  const cell = (from: 'TP' | 'FN', to: 'TP' | 'FN') => count(transitions[`${from}->${to}`] ?? 0);
  const word = (key: 'kept' | 'broken' | 'fixed' | 'missed') => html`<small>${t(`compare.transitions.${key}`)}</small>`;
  return {
    id: 'transitions',
    title: t('compare.transitions.title'),
    content: html`${paragraph(t('compare.transitions.of', { count: delta.n }), 'note')}${tableHtml({
      caption: `${t('compare.transitions.title')} ${t('compare.transitions.of', { count: delta.n })}`,
      columns: [t('compare.transitions.corner'), typeHtml('TP'), typeHtml('FN')],
      rows: [
        {
          heading: typeHtml('TP'),
          cells: [
            html`${cell('TP', 'TP')} ${word('kept')}`,
            html`<strong>${cell('TP', 'FN')}</strong> ${word('broken')}`,
          ],
        },
        {
          heading: typeHtml('FN'),
          cells: [
            html`<strong>${cell('FN', 'TP')}</strong> ${word('fixed')}`,
            html`${cell('FN', 'FN')} ${word('missed')}`,
          ],
        },
      ],
    })}${paragraph(html`${typeHtml('FP')}${t('compare.transitions.appeared', { count: answer.fpAppeared })} · ${t('compare.transitions.vanished', { count: answer.fpVanished })}`)}${
      top1.n > 0 &&
      paragraph(
        `${t('compare.transitions.top1', top1)}: ${t('compare.transitions.topFixed', { count: top1.fixed })} · ${t('compare.transitions.topBroken', { count: top1.broken })} · ${t('compare.transitions.topChanged', { count: top1.changed })}`,
      )
    }${paragraph(mcnemar === null ? t('compare.transitions.noFlips') : mcnemarHtml(words, mcnemar, fixed + broken))}`,
  };
}

function mcnemarHtml({ t }: Words, p: number, n: number): Html {
  const { text, power } = probabilityText(p);
  const [before, after = ''] = t.markup('compare.transitions.mcnemar', { n, value: () => '\0' }).split('\0');
  return html`${before}${text}${power !== null && html` × 10<sup>${power.replace('-', '−')}</sup>`}${after}`;
}

function deltaSection(words: Words, { delta, fixed, broken }: CompareAnswer): Section {
  const { t, signed } = words;
  const { n, mean, median, fell, histogram } = delta;
  const title = t('compare.delta.title');
  if (n === 0) return { id: 'delta', title, content: paragraph(t('compare.delta.none'), 'note') };
  return {
    id: 'delta',
    title,
    content: html`${histogramHtml(words, histogram)}${paragraph(
      `${t('compare.delta.of', { count: n })}: ${t('compare.delta.mean', { mean: signed(mean) })} · ${t('compare.delta.summary', { fixed, broken, median: signed(median), fell, n })}`,
    )}`,
  };
}

const [BAR, HEIGHT] = [10, 80];

function histogramHtml({ t, signed }: Words, { min, max, bins }: CompareAnswer['delta']['histogram']): Html {
  const most = Math.max(1, ...bins);
  const chart = t('compare.delta.chart', { from: signed(min), to: signed(max) });
  return html`<figure class="chart"><svg role="img" aria-label="${chart}" viewBox="0 0 ${bins.length * BAR} ${HEIGHT}" preserveAspectRatio="none">${bins.map(
    (count, k) =>
      html`<rect x="${k * BAR + 1}" width="${BAR - 2}" y="${HEIGHT - (HEIGHT * count) / most}" height="${(HEIGHT * count) / most}"/>`,
  )}</svg><figcaption><span>${signed(min)}</span><span>${signed(max)}</span></figcaption></figure>
`;
}

function mapChangeSection(words: Words, answer: CompareAnswer): Section {
  const { t } = words;
  const maps = Object.entries(answer.maps);
  return {
    id: 'map-change',
    title: t('compare.maps.title'),
    content: html`${
      maps.length === 0
        ? paragraph(t(`compare.maps.${whyNone(answer)}`), 'note')
        : tableHtml({
            caption: t('compare.maps.title'),
            columns: [
              t('insight.sample.explainer'),
              ...(['rho', 'iou', 'overlap'] as const).map((measure) => t(`insight.agreement.long.${measure}`)),
              t('report.pairs'),
            ],
            rows: maps.map(([name, { rho, iou, overlap }]) => ({
              heading: nameHtml(short(name)),
              cells: [...[rho, iou, overlap].map((pairing) => pairingHtml(words, pairing)), countHtml(words, rho.n)],
            })),
          })
    }${paragraph(surveyText(words, answer), answer.surveyed < answer.total ? 'note weak' : 'note')}${
      maps.length > 0 && paragraph(inARow(t('report.mapChangeHelp'), t('compare.maps.caveat')), 'note')
    }`,
  };
}

function whyNone({ explainers, isCounting, surveyed, total, compared }: CompareAnswer) {
  if (compared === 0) return 'noSamples';
  if (explainers.both.length === 0) return 'noExplainers';
  return isCounting || surveyed < total ? 'counting' : 'noMaps';
}

function scoresSection(words: Words, { evaluations }: CompareReport): Section {
  const { t, exact, signed } = words;
  const { metrics, ranges, rows } = scoreDifferences(evaluations.a, evaluations.b);
  const title = t('compare.scores.title');
  if (rows.length === 0) return { id: 'evaluation', title, content: paragraph(t('compare.scores.none'), 'note') };
  return {
    id: 'evaluation',
    title,
    content: html`${tableHtml({
      caption: t('compare.scores.table'),
      columns: [
        t('insight.sample.explainer'),
        ...metrics.map((metric, index) => metricHtml(words, metric, ranges[index])),
      ],
      rows: rows.map(({ explainer, cells }) => ({
        heading: nameHtml(short(explainer)),
        cells: cells.map(({ b, difference }) => html`${exact(b)}<br><small>${signed(difference)}</small>`),
      })),
    })}${paragraph(t('report.comparedScoresHelp'), 'note')}`,
  };
}
