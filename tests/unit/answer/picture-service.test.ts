import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PictureService } from '../../../lib/answer/picture-service';
import { packBoxes } from '../../support/boxes';
import { encoded } from '../../support/encoded';

const BOXES = packBoxes([[2, 2, 4, 4]]);
/** Memory for a masked original of 8 × 8 pixels: three bytes of the original and one of the masked version. */
const MASKED_BYTES = 8 * 8 * 4;

const picture = async (background: string) =>
  encoded(
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer(),
  );

test('further layers are made of the masked original, the same picture as the first', async () => {
  const service = new PictureService(MASKED_BYTES);
  expect(await service.layer('red', BOXES)).toBeNull();
  const first = await service.maskedLayer('red', BOXES, await picture('red'), 2);
  expect((await sharp(first).metadata()).width).toBe(8);
  expect(await service.layer('red', BOXES)).toEqual(first);
  expect(await service.layer('red', packBoxes([]))).not.toEqual(first);
});

test('masked originals are forgotten where they take more than their memory', async () => {
  const service = new PictureService(MASKED_BYTES);
  await service.maskedLayer('red', BOXES, await picture('red'), 2);
  await service.maskedLayer('blue', BOXES, await picture('blue'), 2);
  expect(await service.layer('red', BOXES)).toBeNull();
  expect(await service.layer('blue', BOXES)).not.toBeNull();
  const small = new PictureService(MASKED_BYTES - 1);
  expect((await small.maskedLayer('red', BOXES, await picture('red'), 2)).length).toBeGreaterThan(0);
  expect(await small.layer('red', BOXES)).toBeNull();
});

test('an original with four colours is converted first', async () => {
  const service = new PictureService(1);
  const cmyk = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#336699' } })
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
  const jpeg = { ...encoded(cmyk), isFourColour: true };
  const [converted, thumbnail] = [await service.rgb(jpeg), await service.thumbnail(jpeg)];
  const thumbnailOf = async (content: Uint8Array) => service.thumbnail(encoded(content));
  expect(thumbnail).toEqual(await thumbnailOf(converted));
});
