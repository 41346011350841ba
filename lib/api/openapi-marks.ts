import type { z } from 'zod';
import * as answers from './mark-answers';
import { MAX_BODY_BYTES, MAX_IMPORT_BYTES } from './mark-choices';
import * as requests from './mark-requests';
import type { Operation } from './openapi-operation';
import { sampleAddress } from './requests';

/* The operations of marks, notes, saved views and flags. */

const MEGABYTE = 2 ** 20;
const tags = ['marks'] as const;

/** A write; all of them have the same errors. */
function write(
  method: 'post' | 'put' | 'delete',
  path: string,
  id: string,
  summary: string,
  body: Operation['body'],
  answer: { name: string; schema: z.ZodType },
  more: Partial<Operation> = {},
): Operation {
  const errors = [400, 403, 404, 409, 413, 415, 422, 503, 507] as const;
  const isVersioned = more.ifMatch === 'required' ? ([428] as const) : [];
  return { method, path, id, summary, body, answer, tags, errors: [...errors, ...isVersioned], ...more };
}

function read(path: string, id: string, summary: string, answer: Operation['answer'], more: Partial<Operation> = {}) {
  const errors = path.includes('{key}') ? ([400, 404, 503] as const) : ([400, 503] as const);
  return { path, id, summary, answer, tags, errors, validated: true, ...more } satisfies Operation;
}

const json = (name: string, schema: z.ZodType) => ({ name, schema });
const versioned = { ifMatch: 'required' } as const;
const optional = { ifMatch: 'optional' } as const;
const number = { address: requests.numberAddress };
const NOTE = json('Note', answers.note);

/** The three places of notes. */
const NOTES: readonly [path: string, id: string, on: string, address?: z.ZodObject][] = [
  ['job', 'JobNote', 'a job'],
  ['samples/{id}', 'SampleNote', 'a sample', sampleAddress],
  ['pair/{a}/{b}', 'PairNote', 'a pair of explainers, by their numbers in either order', requests.pairAddress],
];

export const MARK_OPERATIONS: readonly Operation[] = [
  read('/api/marks', 'listMarks', 'All marks, and whether anything can be written', json('Marks', answers.marksAnswer)),
  write('post', '/api/marks', 'addMark', 'Adds a mark', requests.addMarkBody, json('Mark', answers.mark)),
  write(
    'put',
    '/api/marks/{id}',
    'changeMark',
    'Renames or recolours a mark',
    requests.changeMarkBody,
    json('Mark', answers.mark),
    {
      ...number,
      ...versioned,
    },
  ),
  write(
    'delete',
    '/api/marks/{id}',
    'removeMark',
    'Removes a mark from everything; this can be undone',
    undefined,
    json('Removed', answers.removedAnswer),
    { ...number, ...versioned },
  ),
  write(
    'post',
    '/api/marks/undo',
    'undoMarks',
    'Undoes one of the last 500 writes, if it marked samples, took marks from them, or removed a mark',
    requests.undoBody,
    json('Undone', answers.undoneAnswer),
  ),
  read(
    '/api/marks/export',
    'exportMarks',
    'Everything as JSON Lines',
    { lines: true },
    { query: requests.exportRequest, validated: false },
  ),
  write(
    'post',
    '/api/marks/import',
    'importMarks',
    `Adds everything from JSON Lines of at most ${MAX_IMPORT_BYTES / MEGABYTE} MB; nothing that is there is changed`,
    'lines',
    json('Imported', answers.importedAnswer),
  ),
  read('/api/views', 'listViews', 'The saved views', json('Views', answers.viewsAnswer)),
  write('post', '/api/views', 'addView', 'Saves a view', requests.addViewBody, json('View', answers.view)),
  write(
    'put',
    '/api/views/{id}',
    'changeView',
    'Renames a saved view, or changes its address',
    requests.changeViewBody,
    json('View', answers.view),
    {
      ...number,
      ...versioned,
    },
  ),
  write('delete', '/api/views/{id}', 'removeView', 'Removes a saved view', undefined, json('View', answers.view), {
    ...number,
    ...versioned,
  }),
  read(
    '/api/jobs/{key}/marks',
    'getJobMarks',
    'How many samples of a job have each mark, its flags, and what is set aside of former content at its path',
    json('JobMarks', answers.jobMarksAnswer),
  ),
  write(
    'post',
    '/api/jobs/{key}/marks',
    'markSamples',
    `Marks samples, or takes a mark from them: listed ones (at most ${MAX_BODY_BYTES / MEGABYTE} MB), or all that match a filter`,
    requests.markingBody,
    json('Marked', answers.markedAnswer),
    optional,
  ),
  read(
    '/api/jobs/{key}/marks/aside/{id}',
    'getAside',
    'The samples of former content at the path of a job that have marks or notes',
    json('Aside', answers.asideAnswer),
    number,
  ),
  write(
    'post',
    '/api/jobs/{key}/marks/aside/{id}',
    'settleAside',
    'Carries the marks and notes of former content over to the job, by sample id, or removes them',
    requests.asideBody,
    json('Carried', answers.carriedAnswer),
    number,
  ),
  write(
    'put',
    '/api/jobs/{key}/flags',
    'setFlags',
    'Stars or hides a job',
    requests.flagsBody,
    json('Flags', answers.flagsAnswer),
    optional,
  ),
  read(
    '/api/jobs/{key}/notes',
    'listNotes',
    'The notes of a job: the last thousand',
    json('Notes', answers.notesAnswer),
  ),
  ...NOTES.flatMap(([end, name, on, address]) => {
    const path = `/api/jobs/{key}/notes/${end}`;
    return [
      read(path, `get${name}`, `The note on ${on}; its ETag is its version`, NOTE, { address }),
      write('put', path, `write${name}`, `Writes the note on ${on}`, requests.noteBody, NOTE, {
        address,
        ...versioned,
      }),
    ];
  }),
];
