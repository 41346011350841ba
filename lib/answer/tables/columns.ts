import type { PairingJson } from '../../api/insight-answers';
import type { SaliencyMap, Sample } from '../../job/sample';
import type { RunnerUp, SampleLabel } from '../../job/sample-label';
import { marginOf } from '../../job/threshold-distance';
import type { SampleMarks } from '../../marks/marks';
import { orNull } from '../../survey/pairing-json';
import type { Batch, Cell, Column, ColumnType } from '../../tables/table';

/* The columns of the tables of a job, and where the cells come from. */

/** A column of rows of some kind. */
export interface ColumnOf<R> extends Column {
  of(row: R): Cell;
}

/** The rows by column. */
export function batchOf<R>(columns: readonly ColumnOf<R>[], rows: readonly R[]): Batch {
  return columns.map(({ of }) => rows.map(of));
}

/** The columns as plain data. */
export function plainColumns(columns: readonly Column[]): Column[] {
  return columns.map(({ name, type, unit, description }) => ({ name, type, unit, description }));
}

/** The measures of agreement; null where not known. */
export interface MeasureCells {
  rho: number | null;
  iou: number | null;
  overlap: number | null;
}

/** A label of a sample. */
export interface LabelRow extends MeasureCells {
  sample: Sample;
  label: SampleLabel | RunnerUp | undefined;
  /** The threshold of its type. */
  threshold: number;
}

/** A sample with the label that it is sorted by. */
export type SampleRow = LabelRow & SampleMarks;

/** What was counted from a map; NaN where not defined. */
export interface MapRow {
  sample: Sample;
  label: SampleLabel | RunnerUp | undefined;
  map: SaliencyMap;
  explainer: string;
  /** Null if it has not been surveyed. */
  state: 'counted' | 'without-evidence' | 'unreadable' | null;
  isLossy: boolean;
  border: number;
  gini: number;
  spread: number;
  inside: number;
  area: number;
}

/** The maps of two explainers for a label of a sample. */
export interface PairRow extends MeasureCells {
  sample: Sample;
  label: SampleLabel | RunnerUp | undefined;
  a: string;
  b: string;
}

/** A measure of the agreement of two explainers. */
export interface AgreementRow extends PairingJson {
  a: string;
  b: string;
  measure: string;
}

/** A mark of a sample, or its note where it has no mark. */
export interface MarkRow {
  sample: Sample;
  mark: string | null;
  colour: string | null;
  note: string | null;
}

function column<R>(
  name: string,
  type: ColumnType,
  unit: string | null,
  description: string,
  of: (row: R) => Cell,
): ColumnOf<R> {
  return { name, type, unit, description, of };
}

type OfSample = { sample: Sample };
type OfLabel = { label: SampleLabel | RunnerUp | undefined };

const typeOf = ({ label }: OfLabel) => (label && 'type' in label ? label.type : null);

const id = column<OfSample>('sample', 'integer', null, 'Id of the sample.', ({ sample }) => sample.id);
const picture = column<OfSample>(
  'picture',
  'text',
  null,
  'Path of the original, relative to the directory of the job, as recorded.',
  ({ sample }) => sample.imagePath,
);

/** Which label, and how it was predicted. */
const LABEL: readonly ColumnOf<OfLabel>[] = [
  column('label_id', 'integer', null, 'Id of the label.', ({ label }) => label?.id ?? null),
  column('label', 'text', null, 'Name of the label.', ({ label }) => label?.name ?? null),
  column('type', 'text', null, 'TP, FN or FP; null for a label that is neither.', typeOf),
  column('confidence', 'number', 'probability', 'Probability of the label.', ({ label }) => label?.confidence ?? null),
];

const UNCERTAINTY: readonly ColumnOf<OfLabel>[] = [
  column(
    'uncertainty',
    'number',
    'probability',
    'Standard deviation of the probability over repeated inference.',
    ({ label }) => label?.uncertainty?.sd ?? null,
  ),
  column(
    'interval_low',
    'number',
    'probability',
    'Lower end of its 95 % interval.',
    ({ label }) => label?.uncertainty?.low ?? null,
  ),
  column(
    'interval_high',
    'number',
    'probability',
    'Upper end of its 95 % interval.',
    ({ label }) => label?.uncertainty?.high ?? null,
  ),
];

/** How far maps agree. */
function measures(of: string): readonly ColumnOf<MeasureCells>[] {
  return [
    column('rho', 'number', 'rank correlation, −1 to 1', `Rank correlation of ${of}.`, ({ rho }) => rho),
    column('iou', 'number', 'share, 0 to 1', `Intersection over union of the top deciles of ${of}.`, ({ iou }) => iou),
    column('overlap', 'number', 'share, 0 to 1', `Shared mass of ${of}.`, ({ overlap }) => overlap),
  ];
}

const OF_EXPLAINERS = 'the maps of each two explainers for the label, on average; counted on 16 × 16 cells';

/** Whether a label counts as predicted under a threshold. */
function isPredicted({ type, isPredicted, confidence }: SampleLabel, threshold: number): boolean {
  return type === null ? isPredicted && !(confidence !== null && confidence < threshold) : type !== 'FN';
}

/** Names beside each other; names may contain the bar themselves, so the table of labels is the exact one. */
const joined = (labels: readonly { name: string }[]) => labels.map(({ name }) => name).join(' | ') || null;

export const SAMPLE_COLUMNS: readonly ColumnOf<SampleRow>[] = [
  id,
  picture,
  column('truth', 'text', null, 'Names of the ground truth labels, with " | " between them.', ({ sample }) =>
    joined(sample.labels.filter(({ isTruth }) => isTruth)),
  ),
  column('predicted', 'text', null, 'Names of the predicted labels, with " | " between them.', (row) =>
    joined(row.sample.labels.filter((label) => isPredicted(label, row.threshold))),
  ),
  ...LABEL.map((each) => ({ ...each, description: `Of the label that the sample is sorted by: ${each.description}` })),
  ...UNCERTAINTY,
  ...measures(OF_EXPLAINERS),
  column('maps', 'integer', 'saliency maps', 'Saliency maps of the sample.', ({ sample }) => sample.maps.length),
  column(
    'counterfactuals',
    'integer',
    'counterfactuals',
    'Counterfactuals of the sample.',
    ({ sample }) => sample.counterfactuals.length,
  ),
  column(
    'marks',
    'text',
    null,
    'Names of its marks, with commas between them.',
    ({ marks }) => marks.join(',') || null,
  ),
  column('note', 'text', null, 'Its note.', ({ note }) => note),
];

export const LABEL_COLUMNS: readonly ColumnOf<LabelRow>[] = [
  id,
  ...LABEL,
  column('is_truth', 'flag', null, 'Whether it is a ground truth.', ({ label }) =>
    label && 'isTruth' in label ? label.isTruth : false,
  ),
  column('is_predicted', 'flag', null, 'Whether the run recorded it as predicted.', ({ label }) =>
    label && 'isPredicted' in label ? label.isPredicted : false,
  ),
  column(
    'margin',
    'number',
    'share, 0 to 1',
    'Distance of the probability from the threshold, as a share of the way to 1 above it and to 0 below it.',
    ({ label, threshold }) => orNull(marginOf(label?.confidence ?? Number.NaN, threshold)),
  ),
  ...UNCERTAINTY,
  ...measures(OF_EXPLAINERS),
  column(
    'maps',
    'integer',
    'saliency maps',
    'Saliency maps of the label.',
    ({ sample, label }) => sample.maps.filter((map) => map.label === label?.id).length,
  ),
  column('has_counterfactual', 'flag', null, 'Whether it has a counterfactual.', ({ sample, label }) =>
    sample.counterfactuals.some((one) => one.label === label?.id),
  ),
];

export const MAP_COLUMNS: readonly ColumnOf<MapRow>[] = [
  id,
  ...LABEL,
  column('explainer', 'text', null, 'Name of the explainer.', ({ explainer }) => explainer),
  column('path', 'text', null, 'Path of the heatmap, relative to the directory of the job.', ({ map }) => map.path),
  column('minimum', 'number', 'attribution', 'The attribution of level 0.', ({ map }) => map.range?.minimum ?? null),
  column('maximum', 'number', 'attribution', 'The attribution of level 255.', ({ map }) => map.range?.maximum ?? null),
  column(
    'is_signed',
    'flag',
    null,
    'Whether negative attributions are evidence against the label.',
    ({ map }) => map.range?.signed ?? null,
  ),
  column(
    'state',
    'text',
    null,
    'counted, without-evidence or unreadable; null if it has not been surveyed.',
    ({ state }) => state,
  ),
  column('is_lossy', 'flag', null, 'Whether it is stored as JPEG or WebP.', ({ state, isLossy }) =>
    state === null ? null : isLossy,
  ),
  column(
    'border',
    'number',
    'share, 0 to 1',
    'Mass in the outer eighth on each side, .4375 of the area.',
    ({ border }) => orNull(border),
  ),
  column('gini', 'number', 'index, 0 to 1', 'Gini index of the cells: 0 if all are equal.', ({ gini }) => orNull(gini)),
  column(
    'spread',
    'number',
    'share of the picture',
    'Share of the picture over which the evidence is spread: exp(entropy) / 256.',
    ({ spread }) => orNull(spread),
  ),
  column('inside', 'number', 'share, 0 to 1', 'Mass inside the boxes of the last layer of the counterfactual.', (row) =>
    orNull(row.inside),
  ),
  column('area', 'number', 'share of the picture', 'Area of these boxes.', ({ area }) => orNull(area)),
  column('evidence', 'number', 'ratio', 'Evidence lift: inside over area.', ({ inside, area }) =>
    orNull(inside / area),
  ),
];

export const PAIR_COLUMNS: readonly ColumnOf<PairRow>[] = [
  id,
  ...LABEL,
  column('a', 'text', null, 'Name of one explainer.', ({ a }) => a),
  column('b', 'text', null, 'Name of the other.', ({ b }) => b),
  ...measures('the two maps, counted on 16 × 16 cells'),
];

export const AGREEMENT_COLUMNS: readonly ColumnOf<AgreementRow>[] = [
  column('a', 'text', null, 'Name of one explainer.', ({ a }) => a),
  column('b', 'text', null, 'Name of the other.', ({ b }) => b),
  column('measure', 'text', null, 'rho, iou or overlap.', ({ measure }) => measure),
  column('n', 'integer', 'pairs of maps', 'Pairs that were compared.', ({ n }) => n),
  column('mean', 'number', 'measure', 'Mean of the measure.', ({ mean }) => mean),
  column('median', 'number', 'measure', 'Its median.', ({ median }) => median),
  column(
    'shuffled',
    'number',
    'measure',
    'The baseline: its mean with maps of other samples.',
    ({ shuffled }) => shuffled,
  ),
  column('lift', 'number', 'measure', 'mean − shuffled.', ({ lift }) => lift),
];

export const MARK_COLUMNS: readonly ColumnOf<MarkRow>[] = [
  id,
  picture,
  column('mark', 'text', null, 'Name of the mark; null for a sample that has a note only.', ({ mark }) => mark),
  column('colour', 'text', null, 'Colour of the mark.', ({ colour }) => colour),
  column('note', 'text', null, 'The note on the sample.', ({ note }) => note),
];
