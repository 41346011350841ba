import { concat } from '../support/event-writer';
import { PLAIN } from './event-files';
import { about, event, field, int, message, repeated, upTo } from './message';

/* Event files whose maps are many, or of many explainers and labels, for what Insight counts from them; by name. All maps are one file. */

const map = (explainer: number, label: number) =>
  field(5, message(field(1, `explainer ${explainer}`), int(2, label), field(3, 'heatmap.png')));

const sample = (id: number, ...maps: Uint8Array[]) => about(id, field(2, 'original.png'), ...maps);

/** Two maps for each of a hundred samples. */
export const MANY_MAPS = () => concat([PLAIN(), repeated(100, (id) => sample(1 + id, map(0, 0), map(1, 0)))]);

export const INSIGHT_FILES: Readonly<Record<string, () => Uint8Array>> = {
  'maps of two hundred explainers': () =>
    concat([
      PLAIN(),
      repeated(40, (id) => sample(1 + id, ...Array.from(upTo(200), (explainer) => map(explainer, id % 5)))),
    ]),
  'maps of two hundred explainers for five labels of a sample': () =>
    concat([
      PLAIN(),
      repeated(20, (id) => sample(1 + id, ...Array.from(upTo(1_000), (i) => map(i % 200, Math.floor(i / 200))))),
    ]),
  'maps of fifty thousand labels': () =>
    concat([
      PLAIN(),
      event(field(7, message(...Array.from(upTo(50_000), (i) => field(1, `a label with the number ${i}`))))),
      repeated(25_000, (id) => sample(1 + id, map(1, 2 * id), map(1, 2 * id + 1))),
    ]),
  'three thousand maps of each sample': () =>
    concat([
      PLAIN(),
      repeated(10, (id) => sample(1 + id, ...Array.from(upTo(3_000), (i) => map(i % 3, Math.floor(i / 3))))),
    ]),
};
