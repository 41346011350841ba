import { revealedShare } from '@/components/counterfactual/area';
import type { Counterfactual } from '@/components/counterfactual/steps';
import { attributionText, rangeText } from '@/components/map/attribution';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { PictureFault, PictureOrFault } from '@/lib/api/report';
import type { SampleJson } from '@/lib/api/sample-answers';
import { isolated } from '@/lib/i18n/isolate';
import { type AttributionRange, attributionAt } from '@/lib/image/scale';
import { Html, html, type Part, short } from './parts';
import type { Words } from './words';

/** A row of pictures: an original, and the maps of a label of it. */
export interface Strip {
  /** Key of the job. */
  job: string;
  state: JobAnswer['state'];
  sample: SampleJson;
  /** Name of the label whose maps are shown. */
  label: string;
  maps: readonly StripMap[];
  /** The counterfactual of the label, if it has layers. */
  counterfactual: Counterfactual | null;
  /** Tells the jobs of a comparison apart: `A`, `B` or nothing. */
  side: '' | 'A' | 'B';
}

export interface StripMap {
  /** Name of the explainer. */
  explainer: string;
  /** Maps of equal numbers can share a scale. */
  pool: number;
  /** Undefined if it was not recorded. */
  map: SampleJson['maps'][number] | undefined;
}

/** The pictures of a strip; null for a map that was not recorded. */
export interface StripPictures {
  original: PictureOrFault;
  maps: readonly (PictureOrFault | null)[];
}

/** Counts what was shown of the maps. */
export interface MapCounts {
  shown: number;
  absent: number;
  faults: Partial<Record<PictureFault, number>>;
  reduced: number;
  originalFaults: number;
}

export const noMaps = (): MapCounts => ({ shown: 0, absent: 0, faults: {}, reduced: 0, originalFaults: 0 });

/** A strip with its pictures in it; `counts` is added to. */
export function stripHtml(words: Words, strip: Strip, pictures: StripPictures, counts: MapCounts): Html {
  const { t } = words;
  const { sample, side, maps } = strip;
  const name = t('saliency.original', { id: sample.id });
  const before = side === '' ? '' : `${side}: `;
  const { original } = pictures;
  if ('fault' in original) counts.originalFaults++;
  return html`<div class="strip" data-row tabindex="0" role="group" aria-label="${before}${t('saliency.mapsRow', { id: sample.id })}">
<figure><div class="frame" data-frame>${
    'fault' in original
      ? html`<p class="fault">${t(`cell.${original.fault}`)}</p>`
      : pictureHtml(original, `${before}${name}`, html`data-original`)
  }</div><figcaption>${side !== '' && html`<b>${side}</b> `}${t('saliency.originalShort')}</figcaption></figure>
${maps.map((map, place) => mapHtml(words, strip, map, pictures.maps[place], counts))}${boxesHtml(words, strip, original)}</div>
`;
}

function mapHtml(
  words: Words,
  strip: Strip,
  { explainer, pool, map }: StripMap,
  picture: PictureOrFault | null,
  counts: MapCounts,
): Html {
  const { t } = words;
  const caption = html`<bdi>${breakable(short(explainer))}</bdi>`;
  if (map === undefined || picture === null) {
    counts.absent++;
    return figureHtml(html`<p class="fault">${t(`cell.${absenceOf(strip.state)}`)}</p>`, caption, []);
  }
  if ('fault' in picture) {
    counts.faults[picture.fault] = (counts.faults[picture.fault] ?? 0) + 1;
    return figureHtml(html`<p class="fault">${t(`cell.${picture.fault}`)}</p>`, caption, []);
  }
  counts.shown++;
  const isReduced = picture.width < picture.recordedWidth || picture.height < picture.recordedHeight;
  if (isReduced) counts.reduced++;
  const alt = t('saliency.map', { explainer: short(explainer), label: short(strip.label), id: strip.sample.id });
  const { range } = map;
  const data = picture.isColoured
    ? html`data-coloured`
    : html`data-map="${pool}" data-range="${range ? JSON.stringify([range.minimum, range.maximum, range.signed]) : ''}"`;
  const remarks = [
    range && !picture.isColoured && t('saliency.range', lowAndHigh(range)),
    range?.extremes &&
      t('cell.clipped', {
        minimum: attributionText(range.extremes.minimum),
        maximum: attributionText(range.extremes.maximum),
      }),
    picture.isColoured && t('cell.coloured'),
    picture.constant !== null && t('cell.constant', { value: constantText(picture.constant, range) }),
    isReduced && t('report.reducedFrom', { width: picture.recordedWidth, height: picture.recordedHeight }),
  ];
  const before = strip.side === '' ? '' : `${strip.side}: `;
  return figureHtml(pictureHtml(picture, before + alt, data), caption, remarks);
}

/** The boxes of the last layer of a counterfactual, over the original once the script has run, and the probability of each layer. */
function boxesHtml(words: Words, { counterfactual, sample, label }: Strip, original: PictureOrFault): Part {
  const last = counterfactual?.layers.at(-1);
  if (counterfactual === null || last === undefined) return null;
  const { t, brief, share } = words;
  const steps = counterfactual.layers.map(({ confidence }) => brief(confidence)).join(' → ');
  const caption = html`${t('counterfactual.title')}`;
  const probabilities = `${t('report.layers')} ${steps}`;
  if ('fault' in original)
    return figureHtml(html`<p class="fault">${t(`cell.${original.fault}`)}</p>`, caption, [probabilities]);
  const size = { width: original.recordedWidth, height: original.recordedHeight };
  const { boxes } = last;
  const rects = (look: string) =>
    boxes.map(
      ([x, y, w, h]) =>
        html`<rect class="${look}" x="${x}" y="${y}" width="${Math.max(0, w)}" height="${Math.max(0, h)}"/>`,
    );
  const name = t('counterfactual.layerOf', { layer: counterfactual.layers.length, label: short(label) });
  const drawing = html`<svg role="img" aria-label="${isolated(`${name}, # ${sample.id}`)}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">${rects('edge')}${rects('')}</svg>`;
  return figureHtml(
    drawing,
    caption,
    [probabilities, t('report.lastLayer', { share: share(revealedShare(boxes, size)) })],
    html` data-boxes`,
  );
}

/** A name that may be broken before a capital: `Integrated` `Gradients`. */
const breakable = (name: string): Part =>
  name.split(/(?<=[a-z])(?=[A-Z])/).map((word, k) => [k > 0 && html`<wbr>`, word]);

function figureHtml(content: Html, caption: Html, remarks: readonly Part[], data: Part = null): Html {
  return html`<figure><div class="frame" data-frame${data}>${content}</div><figcaption>${caption}${remarks.map(
    (remark) => remark && html`<small>${remark}</small>`,
  )}</figcaption></figure>
`;
}

function pictureHtml(
  { type, content, width, height }: Exclude<PictureOrFault, { fault: unknown }>,
  alt: string,
  data: Html,
): Html {
  const address = `data:${type};base64,${Buffer.from(content.buffer, content.byteOffset, content.length).toString('base64')}`;
  return html`<img ${data} width="${width}" height="${height}" alt="${isolated(alt)}" src="${new Html(address)}">`;
}

function lowAndHigh({ minimum, maximum, signed }: AttributionRange): { low: string; high: string } {
  const [low, high] = rangeText([minimum, maximum], signed);
  return { low, high };
}

function constantText(level: number, range: AttributionRange | null): string {
  return attributionText(range ? attributionAt(range, level) : Number((level / 255).toFixed(2)));
}

/** Why a job in this state has no map. */
function absenceOf(state: JobAnswer['state']) {
  if (state === 'loading') return 'notRead';
  if (state === 'live') return 'notWritten';
  return state === 'damaged' ? 'lost' : 'absent';
}
