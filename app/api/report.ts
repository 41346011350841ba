import 'server-only';
import { compareDocument } from '@/components/report/document/compare-document';
import type { Html } from '@/components/report/document/html';
import { jobDocument } from '@/components/report/document/job-document';
import { noMaps, type Strip, type StripPictures, stripHtml } from '@/components/report/document/maps';
import { type DocumentParts, documentEnd, documentStart, entryHtml } from '@/components/report/document/page';
import { type Words, wordsOf } from '@/components/report/document/words';
import { compareReport, jobReport } from '@/lib/answer/report';
import { ReportPictures } from '@/lib/answer/report-pictures';
import { type CompareReportRequest, displayOfReport, type ReportRequest } from '@/lib/api/report-requests';
import type { ExplainManager } from '@/lib/manager/explain-manager';

/* Reports as streams: the numbers are collected before anything is sent, pictures are made while it is. */

/** A report of a job as an HTML file. Throws what `jobReport` throws. */
export async function jobReportResponse(
  manager: ExplainManager,
  key: string,
  request: ReportRequest,
  signal: AbortSignal,
): Promise<Response> {
  const words = wordsOf(request.language);
  const report = await jobReport(manager, key, request, signal);
  return streamed(manager, words, { ...report, request }, jobDocument(words, report, request), report.job.name, signal);
}

/** A report of two jobs as an HTML file. Throws what `compareReport` throws. */
export async function compareReportResponse(
  manager: ExplainManager,
  request: CompareReportRequest,
  signal: AbortSignal,
): Promise<Response> {
  const words = wordsOf(request.language);
  const report = await compareReport(manager, request, signal);
  const { a, b } = report.compare;
  const parts = compareDocument(words, report, request);
  return streamed(manager, words, { ...report, request }, parts, `${a.name} ${b.name}`, signal);
}

interface Origin {
  made: number;
  version: string;
  request: ReportRequest | CompareReportRequest;
}

function streamed(
  manager: ExplainManager,
  words: Words,
  { made, version, request }: Origin,
  parts: DocumentParts,
  path: string,
  signal: AbortSignal,
): Response {
  const leaving = new AbortController();
  const gone = AbortSignal.any([signal, leaving.signal]);
  const options = { display: displayOfReport(request), made, version };
  const texts = textsOf(manager, words, parts, options, gone);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { value, done } = await texts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value.text));
      },
      async cancel() {
        leaving.abort();
        await texts.return();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Disposition': `attachment; filename="${fileName(path)}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // Where it is opened in place, it has no more rights than from the disk, and none of this site.
      'Content-Security-Policy': 'sandbox allow-scripts',
    },
  });
}

/** The text of a report, sample by sample. */
async function* textsOf(
  manager: ExplainManager,
  words: Words,
  parts: DocumentParts,
  options: Parameters<typeof documentStart>[2],
  signal: AbortSignal,
): AsyncGenerator<Html, void> {
  yield await documentStart(words, parts, options);
  const strips = parts.entries.flatMap((entry) => entry.strips);
  const maps = strips.reduce((sum, strip) => sum + strip.maps.length, 0);
  const pictures = new ReportPictures(manager, { originals: strips.length, maps }, signal);
  const counts = noMaps();
  for (const entry of parts.entries) {
    const made = await Promise.all(entry.strips.map((strip) => picturesOf(pictures, strip)));
    yield entryHtml(
      entry,
      entry.strips.map((strip, k) => stripHtml(words, strip, made[k], counts)),
    );
  }
  yield documentEnd(words, parts, counts);
}

async function picturesOf(pictures: ReportPictures, { job, sample, maps }: Strip): Promise<StripPictures> {
  const [original, ...ofMaps] = await Promise.all([
    pictures.original(job, sample),
    ...maps.map(({ map }) => (map ? pictures.map(job, map.path) : null)),
  ]);
  return { original: original as StripPictures['original'], maps: ofMaps };
}

const MAX_NAME = 80;

/** The name of a file for the report of a job: letters, digits and hyphens. */
function fileName(path: string): string {
  const name = path.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `report${name === '' ? '' : `-${name.slice(0, MAX_NAME)}`}.html`;
}
