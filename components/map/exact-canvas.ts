const PROBE_SIDE = 16;
let isExact: boolean | null = null;

/** Whether a canvas gives back the pixels that were put on it. Browsers that protect against fingerprinting add noise to them. */
export function isCanvasExact(): boolean {
  if (isExact !== null) return isExact;
  const context = new OffscreenCanvas(PROBE_SIDE, PROBE_SIDE).getContext('2d', { willReadFrequently: true });
  if (!context) return true; // decoding says so
  const probe = new ImageData(PROBE_SIDE, PROBE_SIDE);
  for (let i = 0; i < probe.data.length; i++) probe.data[i] = i % 4 === 3 ? 255 : i % 256;
  context.putImageData(probe, 0, 0);
  const { data } = context.getImageData(0, 0, PROBE_SIDE, PROBE_SIDE);
  isExact = data.every((level, i) => level === probe.data[i]);
  return isExact;
}
