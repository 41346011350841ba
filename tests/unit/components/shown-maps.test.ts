import { expect, test } from 'vitest';
import { ShownMaps } from '../../../components/map/shown-maps';
import { histogramOf } from '../../../lib/image/contrast';
import type { Display } from '../../../lib/image/display';

const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
const heatmap = { width: 16, height: 16, levels, histogram: histogramOf(levels), isSpeckled: false, coloured: null };
const SHARED: Display = {
  ...({ colour: 'inferno', diverging: 'photo', sign: 'all', scale: 'shared' } as const),
  ...{ contrast: 'clip', blend: 75, top: 100, contours: false, regions: true },
};

/** A map of an explainer whose attributions go from 0 to `maximum`. */
const map = (explainer: number, maximum: number) => ({
  ...{ address: `${explainer} ${maximum}`, explainer, heatmap },
  range: { minimum: 0, maximum, signed: false },
});

test('maps of one explainer share a scale, which changes with its maps only', () => {
  const maps = new ShownMaps([]);
  const [faint, strong, other] = [map(0, 1), map(0, 4), map(1, 2)];
  maps.add(faint);
  maps.add(other);
  const before = [faint, other].map((each) => maps.scaleOf(each, SHARED));
  expect(before.map(({ axis }) => axis.ends?.[1])).toEqual([1, 2]);

  const remove = maps.add(strong);
  expect(maps.scaleOf(faint, SHARED).axis).toBe(maps.scaleOf(strong, SHARED).axis);
  expect(maps.scaleOf(faint, SHARED).axis.ends).toEqual([0, 4]);
  expect(maps.scaleOf(other, SHARED)).toBe(before[1]);

  remove();
  expect(maps.scaleOf(faint, SHARED).axis.ends).toEqual([0, 1]);
});

test('a map that is on the page twice counts once', () => {
  const maps = new ShownMaps([]);
  const removals = [maps.add(map(0, 1)), maps.add(map(0, 1))];
  expect(maps.sharedBy(0, 'all')?.histogram.reduce((sum, pixels) => sum + pixels, 0)).toBe(256);
  removals[0]();
  expect(maps.sharedBy(0, 'all')).not.toBeNull();
  removals[1]();
  expect(maps.sharedBy(0, 'all')).toBeNull();
});

test('a map on its own scale keeps it, whatever other maps appear', () => {
  const maps = new ShownMaps([{ explainer: 0, range: null }]);
  const own = { ...SHARED, scale: 'own' } as const;
  const unknown = { ...map(0, 1), address: 'unknown', range: null };
  maps.add(map(0, 1));
  maps.add(unknown);
  const before = [maps.scaleOf(map(0, 1), own), maps.scaleOf(unknown, SHARED)];
  maps.add(map(0, 4));
  expect(maps.scaleOf(map(0, 1), own)).toBe(before[0]);
  expect(maps.scaleOf(unknown, SHARED)).toBe(before[1]);
  expect(before[1].axis.ends).toBeNull();
  expect(maps.kinds).toEqual({ signed: false, unsigned: true, unknown: true });
});

test('kinds that are shown are those of cells on the page, of an explainer or of one map', () => {
  const maps = new ShownMaps([{ explainer: 0, range: null }]);
  expect(maps.kindsShown()).toEqual({ signed: false, unsigned: false, unknown: true });
  const signed = { ...map(1, 2), range: { minimum: -1, maximum: 2, signed: true } };
  const removals = [map(0, 1), signed].map((each) => maps.announce(each));
  expect(maps.kindsShown()).toEqual({ signed: true, unsigned: true, unknown: false });
  expect(maps.kindsShown([{ explainer: 0 }])).toEqual({ signed: false, unsigned: true, unknown: false });
  expect(maps.kindsShown([{ explainer: 1, address: signed.address }]).signed).toBe(true);
  expect(maps.kindsShown([{ explainer: 1, address: 'another' }]).signed).toBe(false);
  removals[1]();
  expect(maps.kindsShown().signed).toBe(false);
  // A filter without matches leaves no cells: there are no colours to explain, but the columns keep their marks.
  removals[0]();
  expect(maps.kindsShown()).toEqual({ signed: false, unsigned: false, unknown: true });
  maps.settle();
  expect(maps.kindsShown()).toEqual({ signed: false, unsigned: false, unknown: false });
  expect([0, 1].map((explainer) => maps.isSigned(explainer))).toEqual([false, true]);
});
