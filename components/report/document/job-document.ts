import type { JobReport } from '@/lib/api/report';
import type { ReportRequest } from '@/lib/api/report-requests';
import { PREDICTION_TYPES } from '@/lib/api/requests';
import { filterWords } from './filter-words';
import { agreementSection, intervalCaveats, jobCaveats, marksSection, stateText, surveyText } from './job-parts';
import type { DocumentParts } from './page';
import { factsHtml, html, nameHtml, namesHtml, type Part, type Section, short, typeHtml } from './parts';
import { jobEntries } from './samples';
import { evaluationSection, labelScoresSection } from './scores';
import type { Words } from './words';

/** The document of a report of one job. */
export function jobDocument(words: Words, report: JobReport, request: ReportRequest): DocumentParts {
  const { job, samples, agreement, evaluation, intervals, marks } = report;
  const entries = jobEntries(words, report, request);
  const { t } = words;
  return {
    title: request.title || t('report.titleOf', { path: job.name }),
    facts: factsHtml([...jobFacts(words, report), ...choiceFacts(words, report, request)]),
    caveats: [
      ...jobCaveats(words, job),
      ...intervalCaveats(words, intervals),
      ...(agreement.surveyed < agreement.total ? [surveyText(words, agreement)] : []),
      ...(samples.total > entries.length
        ? [t('report.firstOnly', { shown: entries.length, total: samples.total })]
        : []),
    ],
    sections: [evaluationSection(words, evaluation), agreementSection(words, agreement)],
    entries,
    last: [labelScoresSection(words, evaluation, job.labelCounts), marksSection(words, [{ name: '', marks }])].filter(
      (section): section is Section => section !== null,
    ),
  };
}

function jobFacts(words: Words, { job }: JobReport): [string, Part][] {
  const { t, time, count, exact } = words;
  return [
    [t('report.job'), nameHtml(job.name)],
    [t('job.created'), job.created !== null && time(job.created)],
    [t('job.updated'), time(job.updated)],
    [t('list.state'), stateText(words, job)],
    [t('report.content'), t('report.contentOf', { samples: job.samples ?? 0, labels: job.labels ?? 0 })],
    [t('filter.explainers'), job.explainerNames.length > 0 && namesHtml(job.explainerNames.map(short))],
    [t('threshold.label'), exact(job.atThreshold?.value ?? job.threshold)],
    [
      t('report.revision'),
      job.revision !== null &&
        html`<code>${job.revision}</code> ${t('report.bytes', { read: count(job.progress.read) })}`,
    ],
  ];
}

function choiceFacts(words: Words, { job, samples, facets }: JobReport, request: ReportRequest): [string, Part][] {
  const { t, count } = words;
  const filter = filterWords(words, job, request);
  // Facets count what each type would match: those that the filter leaves out do not match.
  const types = PREDICTION_TYPES.filter((type) => !request.type?.length || request.type.includes(type));
  const isBound = facets.atThreshold?.lowerBound === true;
  const hidden = job.explainerNames.filter((_, index) => request.explainers?.includes(index) === false);
  return [
    [t('filter.label'), filter.length > 0 ? filter.join(' · ') : t('report.noFilter')],
    [
      t('filter.sort'),
      `${t(`filter.${request.sort}`)}, ${t(request.order === 'asc' ? 'filter.ascending' : 'filter.descending')}`,
    ],
    [
      t('report.samplesTitle'),
      t('report.samplesOf', { shown: samples.samples.length, total: samples.total, all: samples.sampleCount }),
    ],
    [
      t('filter.typeCounts'),
      types.some((type) => facets.types[type] > 0) &&
        types.map(
          (type, k) =>
            html`${k > 0 && ' · '}${typeHtml(type)}${isBound && type === 'FP' && '≥ '}${count(facets.types[type])}`,
        ),
    ],
    [t('report.hidden'), hidden.length > 0 && namesHtml(hidden.map(short))],
  ];
}
