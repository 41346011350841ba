import { readFileSync } from 'node:fs';
import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The placeholder for the path prefix in the build, see bin/base-path.js. */
const PREFIX_PATTERN = '/_salient_base_path_';

/** @param {string} phase @returns {import('next').NextConfig} */
export default function config(phase) {
  const basePath = phase === PHASE_PRODUCTION_BUILD ? PREFIX_PATTERN : (process.env.SALIENT_BASE_PATH ?? '');
  return { ...settings, basePath, env: { ...settings.env, SALIENT_PREFIX: basePath } };
}

/** @type {import('next').NextConfig} */
const settings = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The predecessor's API responds to a trailing slash with 404; for pages, proxy.ts redirects.
  skipTrailingSlashRedirect: true,
  // Part of the ETags: another build may give another answer.
  env: { SALIENT_VERSION: version, SALIENT_BUILD: `${version}-${Date.now().toString(36)}` },
  // `npm run types` already checks everything, including tests and benches.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['sharp', 'libsql', 'pino', 'pino-pretty', 'prom-client'],
  // Otherwise Next leaves them outside of the build, with their packages.
  transpilePackages: ['@aws-sdk/client-s3', 'pg'],
  turbopack: { root: import.meta.dirname, resolveAlias: { 'use-intl': './lib/i18n/intl.ts' } },
  images: { unoptimized: true },
  // The title is always in the head; streamed metadata would arrive after the content.
  htmlLimitedBots: /.*/,
};
