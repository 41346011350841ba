import { readFileSync } from 'node:fs';
import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** What the build puts in the places of the prefix; bin/base-path.js tells what becomes of it. */
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
  // The predecessor's API answers 404 to a slash at the end of an address; for pages proxy.ts redirects.
  skipTrailingSlashRedirect: true,
  // Validators of answers: the same build gives the same answer, another build may not.
  env: { SALIENT_VERSION: version, SALIENT_BUILD: `${version}-${Date.now().toString(36)}` },
  // `npm run types` checks everything, tests and benches too; building again should not.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['sharp', 'pino', 'pino-pretty', 'prom-client'],
  turbopack: { root: import.meta.dirname },
  images: { unoptimized: true },
  // The title stands in the head for everybody; streamed, it would come behind what is shown.
  htmlLimitedBots: /.*/,
};
