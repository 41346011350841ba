import { crc32c, maskCrc } from '../../lib/record/crc32c';
import { concat, float, record } from '../support/event-writer';
import { about, event, field, floats, int, ints, message, repeated, upTo } from './message';

/*
 * Event files that a hostile run may write, by name: a few megabytes each, made to cost as much as possible. Sample 0 has an original,
 * a saliency map and a counterfactual, so that every address of the job has something to answer.
 */

const MEGABYTE = 2 ** 20;
const LABELS = 5;

const NAMES = event(
  field(
    7,
    message(...Array.from(upTo(LABELS), (i) => field(1, `label ${i}`)), field(2, 'GradCAM'), field(3, 'Faithfulness')),
  ),
);

const sample = (id: number, ...more: Uint8Array[]) => about(id, field(2, 'original.png'), ...more);
const map = (explainer: string, label: number, path = 'heatmap.png') =>
  field(5, message(field(1, explainer), int(2, label), field(3, path)));
const inference = (...lists: Uint8Array[]) => field(4, message(...lists));
const layer = (boxes: Iterable<number>) => field(3, message(Uint8Array.from(float(1, 0.5)), ints(2, boxes)));

const counterfactual = (label: number, boxes: number) => {
  const numbers = new Float32Array(4 * boxes).map((_, i) => (i % 4 < 2 ? i % 60 : 64));
  return field(9, message(int(1, label), field(2, 'gaussian:9'), layer(numbers)));
};

/** Sample 0 with one of everything. */
const FIRST = concat([
  NAMES,
  sample(0),
  about(0, ints(3, [0]), inference(floats(1, [0.75]), ints(2, [0]), floats(3, [0.75]))),
  about(0, map('GradCAM', 0)),
  about(0, field(9, message(int(1, 0), field(2, 'gaussian:9'), layer([0, 0, 8, 8])))),
]);

/** Nothing but sample 0. */
export const PLAIN = () => FIRST;

const file = (...more: Uint8Array[]) => concat([FIRST, ...more]);

/** Labels of a sample, as many as its record has room for. */
const predicted = (labels: Iterable<number>, count: number) =>
  inference(ints(2, labels), floats(3, new Float32Array(count).fill(0.9)));

function* cycle(count: number, length: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i % length;
}

/** The numbers of so many boxes. */
const boxes = (count: number) => new Uint16Array(4 * count).map((_, i) => (i % 4 < 2 ? i % 60 : 64));

/** The first twelve bytes of a record of so many bytes. */
function header(length: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint32(8, maskCrc(crc32c(bytes, 0, 8)), true);
  return bytes;
}

const MANY = 1000;

export const EVENT_FILES: Readonly<Record<string, () => Uint8Array>> = {
  'ten thousand explainers': () => file(repeated(10_000, (i) => about(0, map(`explainer ${i}`, i % LABELS)))),
  'explainers with long names': () => file(repeated(2_000, (i) => about(0, map(`${'x'.repeat(4_000)}${i}`, 0)))),
  'a name of a hundred megabytes': () =>
    file(event(field(7, field(1, 'x'.repeat(100 * MEGABYTE)))), sample(1), about(1, ints(3, [0]))),
  'an explainer of ten megabytes': () => file(about(0, map('x'.repeat(10 * MEGABYTE), 0)), sample(1)),
  'benchmarks of a million scores': () =>
    file(
      ...Array.from(upTo(4), (i) =>
        event(
          field(
            6,
            message(field(1, `metric ${i}`), field(2, 'GradCAM'), floats(4, new Float32Array(MEGABYTE).fill(0.5))),
          ),
        ),
      ),
    ),
  'a million benchmarks': () =>
    file(
      repeated(20, (block) =>
        event(
          ...Array.from(upTo(20_000), (i) =>
            field(6, message(field(1, `m${i % MANY}`), field(2, `e${(i + block) % MANY}`))),
          ),
        ),
      ),
    ),
  'ten megabytes of labels': () => file(sample(1), about(1, ints(3, cycle(10 * MEGABYTE, 100)))),
  'ten megabytes of predictions': () => file(sample(1), about(1, predicted(cycle(2 * MEGABYTE, 120), 2 * MEGABYTE))),
  'ten megabytes of runners-up': () =>
    file(
      sample(1),
      about(1, inference(ints(1000, cycle(4 * MEGABYTE, 40_000)), floats(1001, new Float32Array(400_000).fill(0.1)))),
    ),
  'ten megabytes of empty explanations': () =>
    file(
      sample(1),
      about(
        1,
        new Uint8Array(10 * MEGABYTE).map((_, i) => (i % 2 ? 0 : 0x2a)),
      ),
    ),
  'ten megabytes of unknown fields': () =>
    file(
      about(
        1,
        new Uint8Array(10 * MEGABYTE).map((_, i) => (i % 2 ? 0 : 0x78)),
      ),
    ),
  'metadata again and again': () =>
    file(repeated(200, () => event(field(7, message(...Array.from(upTo(3_000), (i) => field(1, `label ${i}`))))))),
  'ground truth label by label': () =>
    file(
      repeated(10, (id) => sample(id)),
      repeated(90_000, (i) => about(i % 9, int(3, i % 1200))),
    ),
  'ground truth repeated': () =>
    file(
      repeated(9, (id) => sample(id)),
      repeated(90_000, (i) => about(i % 9, int(3, 7))),
    ),
  'probabilities in parts': () =>
    file(
      repeated(9, (id) => sample(id)),
      repeated(90_000, (i) => about(i % 9, inference(floats(1, [0.5])))),
    ),
  'a spread over a thousand labels': () =>
    file(
      repeated(400, (id) =>
        sample(
          id,
          ints(3, upTo(MANY)),
          inference(...[1, 4, 5, 6].map((list) => floats(list, new Float32Array(MANY).fill(0.5)))),
        ),
      ),
    ),
  'a thousand labels a sample': () =>
    file(repeated(2_000, (id) => sample(id, ints(3, [id % MANY]), predicted(upTo(MANY), MANY)))),
  'labels with long names': () =>
    file(
      event(field(7, message(...Array.from(upTo(2_000), (i) => field(1, `${'x'.repeat(4_000)}${i}`))))),
      repeated(200, (id) => sample(id, ints(3, upTo(MANY)), inference(floats(1, new Float32Array(MANY).fill(0.5))))),
    ),
  'a hundred thousand label names': () =>
    file(
      event(field(7, message(...Array.from(upTo(100_000), (i) => field(1, `name ${i}`))))),
      repeated(100_000, (id) => sample(id, int(3, id))),
    ),
  'every pair of fifty labels': () =>
    file(
      repeated(4_000, (id) =>
        sample(
          id,
          ints(
            3,
            Array.from(upTo(50), (i) => i + id),
          ),
          predicted(
            Array.from(upTo(50), (i) => 5_000 + i + id),
            50,
          ),
          inference(floats(1, new Float32Array(50).fill(0.1))),
        ),
      ),
    ),
  'a hundred thousand pairs': () =>
    file(
      repeated(100_000, (id) =>
        sample(
          id,
          int(3, id % 300),
          inference(floats(1, [0.1]), ints(2, [1_000 + Math.floor(id / 300)]), floats(3, [0.9])),
        ),
      ),
    ),
  'a million tiny records': () => file(repeated(1_000_000, () => record(Uint8Array.from([0x32, 0x02, 0x08, 0x01])))),
  'half a million samples': () => file(repeated(500_000, (id) => sample(id))),
  'samples in descending order': () => file(repeated(300_000, (id) => sample(300_000 - id))),
  'a sample in ten thousand records': () =>
    file(
      sample(1),
      repeated(10_000, () => about(1, field(15, new Uint8Array(1_000)))),
    ),
  'a hundred thousand boxes': () => file(about(0, counterfactual(0, 100_000))),
  'a hundred thousand boxes in each of thirty samples': () =>
    file(repeated(30, (id) => sample(id, map('GradCAM', 0), map('IG', 0), counterfactual(0, 100_000)))),
  'a thousand boxes for a hundred labels of each of sixty samples': () =>
    file(
      repeated(60, (id) =>
        sample(1 + id, map('GradCAM', 0), ...Array.from(upTo(100), (label) => counterfactual(label, 1_000))),
      ),
    ),
  'four counterfactuals with as many boxes as a sample may have': () =>
    file(sample(1), ...Array.from(upTo(4), (label) => about(1, map('IG', label), counterfactual(label, 125_000)))),
  'a hundred thousand layers': () =>
    file(about(0, field(9, message(int(1, 0), ...Array.from(upTo(100_000), () => layer([0, 0, 8, 8])))))),
  'maps of every explainer for a thousand labels': () =>
    file(repeated(100, (explainer) => about(0, ...Array.from(upTo(MANY), (label) => map(`e${explainer}`, label))))),
  'as many true regions as a sample may have': () =>
    file(
      repeated(200, (id) =>
        sample(
          id,
          ints(3, upTo(50)),
          ...Array.from(upTo(50), (label) =>
            field(1002, message(int(1, label), ints(2, boxes(200)), field(3, 'heatmap.png'))),
          ),
        ),
      ),
    ),
  'a true region of a million boxes': () => file(about(0, field(1002, message(int(1, 0), ints(2, boxes(1_000_000)))))),
  'pictures whose paths are a megabyte long': () =>
    file(
      sample(1, field(2, `${'a/'.repeat(MEGABYTE / 2)}b.png`), map('GradCAM', 0, `${'../'.repeat(MEGABYTE / 4)}b.png`)),
    ),
  'paths with ten thousand components': () =>
    file(
      repeated(200, (id) =>
        about(
          id,
          field(2, `${'a/../'.repeat(700)}original.png`),
          map('GradCAM', 0, `${'./'.repeat(1_900)}heatmap.png`),
        ),
      ),
    ),
  'masks of counterfactuals with long names': () =>
    file(
      about(0, ...Array.from(upTo(900), (i) => field(9, message(int(1, i), field(2, `gaussian:${'9'.repeat(400)}`))))),
    ),
  'scores and ranges that are no numbers': () =>
    file(
      event(
        field(
          7,
          message(
            ...Array.from(upTo(50), (i) =>
              field(
                1002,
                message(
                  field(1, `m${i}`),
                  Uint8Array.from([...float(2, Number.NaN), ...float(3, Number.NEGATIVE_INFINITY)]),
                ),
              ),
            ),
          ),
        ),
      ),
      event(
        ...Array.from(upTo(10_000), (i) =>
          field(
            6,
            message(
              field(1, `m${i % 50}`),
              field(2, `e${i % 200}`),
              floats(
                4,
                Array.from(upTo(20), (k) => (k % 2 ? Number.NaN : 1e38)),
              ),
            ),
          ),
        ),
      ),
    ),
  'names with controls': () =>
    file(event(field(7, message(field(1, '\u009b2J\u001b[31m\u202egpj.exe\u0000'), field(2, '\u0085\u2028\u2066'))))),
  'the same sample id': () => file(repeated(200_000, () => sample(7))),
  'groups in groups': () => file(...Array.from(upTo(50), () => record(field(6, new Uint8Array(100_000).fill(0x3b))))),
  'a file cut off': () => file(sample(1)).subarray(0, -3),
  zeros: () => concat([FIRST, new Uint8Array(5 * MEGABYTE)]),
  'a record of four hundred megabytes begun': () => concat([FIRST, header(400_000_000), new Uint8Array(20 * MEGABYTE)]),
};
