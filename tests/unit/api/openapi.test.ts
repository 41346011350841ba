import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../../lib/api/openapi';

test('the OpenAPI document passes a linter', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(openApiDocument('1.0.0')), config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`)).toEqual(
    [],
  );
});

test('it describes every URL of the API', () => {
  const { paths } = openApiDocument('1.0.0');
  expect(Object.keys(paths)).toEqual([
    '/api/jobs',
    '/api/jobs/{key}',
    '/api/jobs/{key}/samples',
    '/api/jobs/{key}/report',
    '/api/jobs/{key}/facets',
    '/api/jobs/{key}/samples/{id}',
    '/api/jobs/{key}/samples/{id}/neighbours',
    '/api/jobs/{key}/evaluation',
    '/api/jobs/{key}/confusion',
    '/api/jobs/{key}/thresholds',
    '/api/jobs/{key}/insight/survey',
    '/api/jobs/{key}/insight/agreement',
    '/api/jobs/{key}/insight/pairs',
    '/api/jobs/{key}/insight/explainers',
    '/api/jobs/{key}/insight/classes',
    '/api/jobs/{key}/insight/shortcuts',
    '/api/jobs/{key}/insight/sample',
    '/api/jobs/{key}/insight/triage',
    '/api/jobs/{key}/insight/distributions',
    '/api/compare',
    '/api/compare/samples',
    '/api/compare/report',
    '/api/jobs/{key}/tables',
    '/api/jobs/{key}/tables/{file}',
    '/api/compare/tables/{file}',
    '/api/jobs/{key}/images/original/{id}',
    '/api/jobs/{key}/images/thumbnail/{id}',
    '/api/jobs/{key}/images/heatmap/{id}/{explainer}/{label}',
    '/api/jobs/{key}/images/mask/{id}/{label}',
    '/api/jobs/{key}/images/outcome/{id}/{label}/{layer}',
    '/api/health',
    '/api/health/live',
    '/api/health/ready',
    '/api/marks',
    '/api/marks/{id}',
    '/api/marks/undo',
    '/api/marks/export',
    '/api/marks/import',
    '/api/views',
    '/api/views/{id}',
    '/api/jobs/{key}/marks',
    '/api/jobs/{key}/marks/aside/{id}',
    '/api/jobs/{key}/flags',
    '/api/jobs/{key}/notes',
    '/api/jobs/{key}/notes/job',
    '/api/jobs/{key}/notes/samples/{id}',
    '/api/jobs/{key}/notes/pair/{a}/{b}',
  ]);
});

test('it describes every method that writes', () => {
  const { paths } = openApiDocument('1.0.0');
  const writes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) => (method === 'get' ? [] : [`${method} ${path}`])),
  );
  expect(writes).toEqual([
    'post /api/marks',
    'put /api/marks/{id}',
    'delete /api/marks/{id}',
    'post /api/marks/undo',
    'post /api/marks/import',
    'post /api/views',
    'put /api/views/{id}',
    'delete /api/views/{id}',
    'post /api/jobs/{key}/marks',
    'post /api/jobs/{key}/marks/aside/{id}',
    'put /api/jobs/{key}/flags',
    'put /api/jobs/{key}/notes/job',
    'put /api/jobs/{key}/notes/samples/{id}',
    'put /api/jobs/{key}/notes/pair/{a}/{b}',
  ]);
});
