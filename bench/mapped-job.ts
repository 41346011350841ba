import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type EventInput, eventFile } from '../tests/support/event-writer';

export const EXPLAINERS = ['Gradient', 'GradCAM', 'Occlusion', 'RISE'];
/** Different pictures of each explainer; samples share them. */
const PICTURES = 48;

const photos = fileURLToPath(new URL('../demo/photos', import.meta.url));
const DATA = '_explain_1700000000';

/** A job of so many samples of one label, with maps of real explainers in so many pixels. */
export async function makeMappedJob(
  directory: string,
  samples: number,
  side: number,
  format: 'png' | 'jpeg',
): Promise<void> {
  if (existsSync(directory)) return;
  mkdirSync(join(directory, DATA), { recursive: true });
  for (const explainer of EXPLAINERS) {
    const source = join(
      photos,
      readdirSync(photos).find((entry) => entry.startsWith('_explain')) ?? '',
      'heatmap',
      explainer,
    );
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(png|jpg)$/.test(file),
    );
    for (let k = 0; k < PICTURES; k++) {
      const picture = sharp(join(source, files[k % files.length]))
        .extractChannel(0)
        .resize(side, side, { fit: 'fill' });
      await picture.toFormat(format).toFile(join(directory, DATA, `${explainer}_${k}.${format}`));
    }
  }
  writeFileSync(
    join(directory, DATA, 'original.png'),
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'grey' } })
      .png()
      .toBuffer(),
  );
  const events = Array.from(
    { length: samples },
    (_, id): EventInput => ({
      sampleId: id,
      imagePath: `${DATA}/original.png`,
      truth: [0],
      inference: { truthProb: [0.9], predictedLabel: [], predictedProb: [] },
      explanations: EXPLAINERS.map((explainer, x) => ({
        explainer,
        label: 0,
        path: `${DATA}/${explainer}_${(id * (x + 1)) % PICTURES}.${format}`,
      })),
    }),
  );
  const metadata = { labels: ['cat'], explainers: EXPLAINERS, metrics: [] };
  writeFileSync(join(directory, DATA, 'manifest.json'), '{}');
  writeFileSync(join(directory, 'events.summary.1700000000._explain'), eventFile([{ metadata }, ...events]));
}
