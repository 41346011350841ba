import { createTranslator } from 'use-intl/core';
import { expect, test } from 'vitest';
import { type Location, mapCommands } from '../../../components/palette/map-commands';
import messages from '../../../lib/i18n/en.json';

const JOB = { key: 'run', explainerNames: ['GradCAM', 'RISE'] };
const t = createTranslator({ locale: 'en', messages });

const hrefOf = (name: string, location: Location) =>
  mapCommands(JOB, location, t).find((command) => command.name === name)?.href;

const evaluation = { path: '/jobs/run/evaluation', query: '?rows=1' };
const saliency = { path: '/jobs/run/saliency', query: '?labels=3&colour=turbo&hide=0' };
const sample = { path: '/jobs/run/samples/7', query: '?labels=3' };

test('a change of the colour map keeps the view and the rest of its address', () => {
  expect(hrefOf('Colour map: Viridis', saliency)).toBe('/jobs/run/saliency?labels=3&colour=viridis&hide=0');
  expect(hrefOf('Colour map: Inferno', saliency)).toBe('/jobs/run/saliency?labels=3&hide=0');
  expect(hrefOf('Colour map: Viridis', sample)).toBe('/jobs/run/samples/7?labels=3&colour=viridis');
});

test('from a view without maps it opens the saliency view', () => {
  expect(hrefOf('Colour map: Viridis', evaluation)).toBe('/jobs/run/saliency?colour=viridis');
});

test('a layout opens the saliency view', () => {
  expect(hrefOf('Layout: Wall', saliency)).toBe('/jobs/run/saliency?labels=3&colour=turbo&hide=0&layout=wall');
  expect(hrefOf('Layout: Wall', sample)).toBe('/jobs/run/saliency?layout=wall');
});

test('an explainer can be hidden, shown, or opened as a wall', () => {
  expect(hrefOf('Hide explainer: GradCAM', saliency)).toBeUndefined();
  expect(hrefOf('Show explainer: GradCAM', saliency)).toBe('/jobs/run/saliency?labels=3&colour=turbo');
  expect(hrefOf('Hide explainer: RISE', saliency)).toBe('/jobs/run/saliency?labels=3&colour=turbo&hide=0,1');
  expect(hrefOf('Wall of RISE', evaluation)).toBe('/jobs/run/saliency?layout=wall&wall=1');
});

test('contours are toggled in the view, and maps are fitted in the rows', () => {
  expect(hrefOf('Show contours', sample)).toBe('/jobs/run/samples/7?labels=3&contours=true');
  expect(hrefOf('Hide contours', { ...sample, query: '?contours=true' })).toBe('/jobs/run/samples/7');
  expect(hrefOf('Map size: Fit', evaluation)).toBe('/jobs/run/saliency?px=fit');
});

test('an explainer is pinned or unpinned in any view of the job', () => {
  expect(hrefOf('Pin explainer: RISE', evaluation)).toBe('/jobs/run/evaluation?rows=1&pin=1');
  expect(hrefOf('Unpin explainer: RISE', { ...saliency, query: '?pin=1' })).toBe('/jobs/run/saliency?columns=1');
});

test('the order of the explainers is kept on the way to the saliency view', () => {
  expect(hrefOf('Layout: Wall', { ...evaluation, query: '?columns=1&pin=0' })).toBe(
    '/jobs/run/saliency?columns=1&pin=0&layout=wall',
  );
});
