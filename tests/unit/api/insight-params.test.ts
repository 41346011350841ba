import { expect, test } from 'vitest';
import { explainerNamed } from '../../../lib/api/insight-params';
import { parseAsExplainer } from '../../../lib/api/param-parsers';

const NAMES = ['DeepLift', 'GradCAM', '3D-CAM'];

test.for([
  ['1', 'GradCAM'],
  ['GradCAM', 'GradCAM'],
  ['3D-CAM', '3D-CAM'],
  // The API says that the job has no such explainer.
  ['RISE', 'RISE'],
  ['9', undefined],
  ['', undefined],
] as const)('an address names an explainer by "%s": %s', ([text, expected]) => {
  expect(explainerNamed(parseAsExplainer.parse(text), NAMES)).toBe(expected);
});
