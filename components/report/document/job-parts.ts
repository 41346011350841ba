import { areForeign, type Intervals } from '@/components/insight/triage/intervals';
import type { PairingJson, SurveyStatus } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { ReportMarks } from '@/lib/api/report';
import {
  type Html,
  html,
  listHtml,
  nameHtml,
  type Part,
  paragraph,
  proseHtml,
  type Section,
  short,
  tableHtml,
} from './parts';
import type { Words } from './words';

/* Sections about a job, and what makes its numbers weak. */

/** Fewer values than this are marked as few, as in the insight views. */
const FEW = 30;

/** Pairs of explainers in the table of agreement: those with the least lift. */
const MAX_PAIRS = 60;

/** Notes that are listed; those of the shown samples are beside them too. */
const MAX_NOTES = 100;

/** The state of a job in words. */
export function stateText({ t, count }: Words, { state, progress }: Pick<JobAnswer, 'state' | 'progress'>): string {
  if (state !== 'loading') return t(`state.${state}`);
  const share = progress.total === 0 ? 0 : Math.floor((100 * progress.read) / progress.total);
  return t('state.loading', { percent: `${count(share)} %` });
}

/** What makes the numbers of a job weak, sentence by sentence: it grows, is damaged, lacks pictures, has another threshold. */
export function jobCaveats({ t, exact }: Words, job: JobAnswer): string[] {
  const { state, message, problems, problemCount, pictures, skipped, atThreshold } = job;
  const isGrowing = state === 'live' || state === 'loading' || state === 'finished';
  const skippedCount = skipped.reduce((sum, one) => sum + one.count, 0);
  const checked = pictures?.total ?? pictures?.checked ?? 0;
  const caveats = [
    isGrowing && t('report.growing'),
    state === 'stalled' && t('state.stalledHelp'),
    message !== null && short(message),
    pictures !== null && pictures.missing > 0 && t('state.missingPictures', { count: pictures.missing, of: checked }),
    pictures !== null &&
      pictures.unreadable > 0 &&
      t('state.unreadablePictures', { count: pictures.unreadable, of: checked }),
    skippedCount > 0 && `${t('job.skippedSamples', { count: skippedCount })}.`,
    ...(problemCount > 0
      ? [
          `${t('job.problems', { count: problemCount })}: ${problems
            .slice(0, 3)
            .map((problem) => short(problem.message))
            .join(' · ')}`,
        ]
      : []),
    atThreshold !== null &&
      t('report.liveThreshold', { value: exact(atThreshold.value), recorded: exact(atThreshold.recorded) }),
    atThreshold?.lowerBound === true &&
      t('threshold.lowerBound', {
        value: exact(atThreshold.value),
        samples: atThreshold.openSamples,
        all: job.samples ?? 0,
      }),
  ];
  return caveats.filter((caveat) => caveat !== false);
}

/** That intervals are not those of the probabilities beside them; nothing where they are. */
export function intervalCaveats({ t, share }: Words, intervals: Intervals): string[] {
  const { outside, of } = intervals;
  return areForeign(intervals) ? [t('insight.triage.foreign', { share: share(outside / of), n: outside, of })] : [];
}

type Survey = Omit<SurveyStatus, 'surveyed' | 'total' | 'unreadable'>;

/** How far the maps are surveyed, and what is weak about them; the first sentence is always there. */
export function surveyText(
  { t }: Words,
  { surveyed, total, unreadable, survey }: { surveyed: number; total: number; unreadable: number; survey: Survey },
): string {
  return [
    surveyed < total && t('insight.notFinal'),
    t('insight.surveyed', { surveyed, total }),
    unreadable > 0 && t('insight.unreadable', { count: unreadable }),
    survey.withoutEvidence > 0 && t('insight.withoutEvidence', { count: survey.withoutEvidence }),
    survey.lossy > 0 && `${t('insight.lossy', { count: survey.lossy })}: ${t('insight.lossyHelp')}`,
    survey.message !== null && short(survey.message),
  ]
    .filter((text) => text !== false)
    .join(' · ');
}

interface Agreement {
  surveyed: number;
  total: number;
  unreadable: number;
  survey: Survey;
  explainers: readonly string[];
  pairs: readonly { a: string; b: string; rho: PairingJson; iou: PairingJson; overlap: PairingJson }[];
}

/** How far each two explainers agree, against maps of other samples. */
export function agreementSection(words: Words, answer: Agreement): Section {
  const { t } = words;
  const pairs = [...answer.pairs]
    .filter(({ rho, iou, overlap }) => Math.max(rho.n, iou.n, overlap.n) > 0)
    .sort((x, y) => (x.rho.lift ?? Infinity) - (y.rho.lift ?? Infinity));
  const shown = pairs.slice(0, MAX_PAIRS);
  const none =
    answer.explainers.length < 2 ? 'oneExplainer' : answer.surveyed < answer.total ? 'noPairsYet' : 'noPairs';
  const content = html`${
    shown.length === 0
      ? paragraph(t(`insight.agreement.${none}`), 'note')
      : tableHtml({
          caption: t('insight.agreement.matrix'),
          columns: [
            t('filter.explainers'),
            ...(['rho', 'iou', 'overlap'] as const).map((measure) => t(`insight.agreement.long.${measure}`)),
            t('report.pairs'),
          ],
          rows: shown.map(({ a, b, rho, iou, overlap }) => ({
            heading: html`${nameHtml(short(a))} × ${nameHtml(short(b))}`,
            cells: [...[rho, iou, overlap].map((pairing) => pairingHtml(words, pairing)), countHtml(words, rho.n)],
          })),
        })
  }${paragraph(surveyText(words, answer), answer.surveyed < answer.total ? 'note weak' : 'note')}${
    shown.length > 0 && paragraph(t('report.agreementHelp'), 'note')
  }${pairs.length > shown.length && paragraph(t('report.pairsShown', { shown: shown.length, total: pairs.length }), 'note')}`;
  return { id: 'agreement', title: t('insight.agreement.title'), content };
}

/** The lift of a pairing, and beside it what it is the difference of. */
export function pairingHtml({ signed, brief }: Words, { lift, mean, shuffled }: PairingJson): Html {
  return html`<strong>${signed(lift)}</strong> <small class="line">${brief(mean)} − ${brief(shuffled)}</small>`;
}

export function countHtml({ t, count }: Words, n: number): Part {
  return n < FEW
    ? html`<span class="weak" title="${t('insight.few', { n, least: FEW })}">◐ ${count(n)}</span>`
    : count(n);
}

/** Marks and notes; null without any. */
export function marksSection(
  words: Words,
  all: readonly { name: string; marks: ReportMarks | null }[],
): Section | null {
  const { t, time } = words;
  const parts = all.map(({ name, marks }) => {
    if (marks === null) return paragraph([name, t('report.noMarks')], 'note');
    const marked = marks.marks.filter(({ samples }) => samples > 0);
    const notes = marks.notes
      .slice(0, MAX_NOTES)
      .map(({ text, sample, explainers, updated }) => [
        html`<b>${
          sample !== undefined
            ? t('marks.noteOnSample', { id: sample })
            : explainers
              ? t('marks.noteOnPair', { a: short(explainers[0]), b: short(explainers[1]) })
              : t('marks.noteOnJob')
        }</b> `,
        updated !== null && html`<small>${time(updated)}</small>`,
        html`<br>${proseHtml(text)}`,
      ]);
    if (marked.length === 0 && notes.length === 0) return null;
    const more = marks.notes.length - notes.length;
    return html`${name !== '' && html`<h3>${nameHtml(name)}</h3>`}${listHtml(
      marked.map(
        (mark) =>
          html`<span class="mark ${mark.colour}">${nameHtml(mark.name)}</span> ${t('report.samples', { count: mark.samples })}`,
      ),
      'marks',
    )}${listHtml(notes, 'notes')}${more > 0 && paragraph(t('compare.match.more', { count: more }), 'note')}`;
  });
  const shown = parts.filter((part) => part !== null);
  return shown.length === 0 ? null : { id: 'marks', title: t('report.marks'), content: html`${shown}` };
}
