import { expect, test } from 'vitest';
import { SvgDrawing } from '../../../components/map/drawing-svg';

/* Figures as SVG: what is written, apart from pictures, which need a browser. */

const INK = { size: 10, colour: '#000000' };

test('texts are texts, whatever is in them', async () => {
  const drawing = new SvgDrawing(100, 50, 'a & b');
  drawing.text('"cat" <1> & \u0007\ud800', 4, 20, { ...INK, isBold: true });
  const text = await (await drawing.finish()).text();
  expect(text).toContain('<title>a &amp; b</title>');
  expect(text).toContain(
    '<text x="4" y="23.5" font-size="10" font-weight="bold" fill="#000000" xml:space="preserve">&quot;cat&quot; &lt;1&gt; &amp; \ufffd\ufffd</text>',
  );
});

test('colours are what older programs understand', async () => {
  const drawing = new SvgDrawing(100, 50, '');
  drawing.ramp({ x: 0, y: 0, wide: 10, high: 4 }, ['rgb(0 8 255)', 'rgb(16 0 0)', 'rgb(255 255 255)']);
  drawing.rectangle({ x: 1.005, y: 2, wide: 3, high: 1 / 3 }, '#000000', 0.75);
  const blob = await drawing.finish();
  expect(blob.type).toBe('image/svg+xml');
  const text = await blob.text();
  expect(text).toContain(
    '<linearGradient id="ramp-0"><stop offset="0%" stop-color="#0008ff"/><stop offset="50%" stop-color="#100000"/><stop offset="100%" stop-color="#ffffff"/></linearGradient>',
  );
  expect(text).toContain('<rect x="1" y="2" width="3" height="0.33" fill="#000000" fill-opacity="0.75"/>');
});
