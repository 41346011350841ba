import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('next').NextConfig} */
export default {
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
