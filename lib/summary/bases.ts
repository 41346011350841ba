import { join } from './paths';

/** A directory of jobs, or a prefix in an object store. */
export interface Base {
  /** The first part of the paths of its jobs; empty for a base that is the only one. */
  name: string;
  path: string;
}

/** The path of a job or a directory of a base among those of all bases. */
export function pathIn({ name }: Base, relativePath: string): string {
  return name === '' ? relativePath : join(`./${name}`, relativePath);
}

/** The base of a job, and the path that the job has in it; null if there is no such base. */
export function baseOf<B extends Base>(bases: readonly B[], relativePath: string): { base: B; path: string } | null {
  const [only] = bases;
  if (bases.length === 1 && only.name === '') return { base: only, path: relativePath };
  const [, name, ...names] = relativePath.split('/');
  const base = bases.find((each) => each.name === name);
  return base ? { base, path: `./${names.join('/')}` } : null;
}
