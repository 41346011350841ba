/*
 * Groups of maps of one explainer and one label that lie at the same unusual place: possible shortcuts of the model, after SpRAy
 * (Lapuschkin et al. 2019). Clean classes have groups as well, so they are ranked, not announced. Shortcuts that move about
 * in the picture are missed.
 */
import { CELLS } from './sketch';
import { borderOf } from './statistics';
import { type Merge, wardTree } from './ward';

/** Fewer maps are not a group. */
const MIN_SIZE = 3;
/** More maps are not clustered: the others join the nearest of the groups found among so many. */
export const MAX_LANDMARKS = 5_000;
/** Groups that are described; the ranks of further ones say nothing. */
const MAX_GROUPS = 24;

export interface ShortcutGroup {
  /** Indices of the maps, ascending. */
  members: number[];
  /** √size · (mean shared mass of two members − mean shared mass of a member with the mean map of the rest). Groups are ordered by it. */
  rank: number;
  /** 1 − shared mass of the mean map and that of the rest, 0–1: shown, not ranked by: small groups of clean classes reach .79. */
  separation: number;
  /** Mass of the mean map on the border, 0–1. */
  border: number;
  /** Mean masses of the 256 cells. */
  mass: Float64Array;
}

/**
 * The groups of a class, best rank first, without overlap. Candidates are the nodes of a Ward tree on √p (unit vectors, Hellinger
 * distance) that hold between 3 maps and half of the class. Deterministic.
 *
 * @param masses n · 256 masses: of each map the share of its sum in each cell
 */
export function shortcutsOf(masses: Float64Array): ShortcutGroup[] {
  const n = masses.length / CELLS;
  const total = sumOf(masses);
  if (n <= MAX_LANDMARKS) return groupsAmong(masses).map((members) => describe(masses, members, total));
  const landmarks = Int32Array.from({ length: MAX_LANDMARKS }, (_, k) => Math.floor((k * n) / MAX_LANDMARKS));
  const chosen = new Float64Array(MAX_LANDMARKS * CELLS);
  landmarks.forEach((map, k) => {
    chosen.set(masses.subarray(map * CELLS, (map + 1) * CELLS), k * CELLS);
  });
  const groups = joinNearest(masses, landmarks, groupsAmong(chosen));
  return groups.map((members) => describe(masses, members, total)).sort((a, b) => b.rank - a.rank);
}

/** The members of the groups, best rank first. */
function groupsAmong(masses: Float64Array): number[][] {
  const n = masses.length / CELLS;
  if (n < 2 * MIN_SIZE) return [];
  const roots = new Float64Array(masses.length);
  for (let at = 0; at < masses.length; at++) roots[at] = Math.sqrt(masses[at]);
  const merges = wardTree(roots, CELLS);
  const ranks = ranksOf(masses, merges);
  const candidates = merges
    .map(({ size }, merge) => ({ merge, size, rank: ranks[merge] }))
    .filter(({ size }) => size >= MIN_SIZE && size <= n / 2)
    .sort((a, b) => b.rank - a.rank || a.merge - b.merge);
  const isTaken = new Uint8Array(n);
  const groups: number[][] = [];
  for (const { merge } of candidates) {
    if (groups.length === MAX_GROUPS) break;
    const members = membersOf(merges, merge, n);
    if (members.some((map) => isTaken[map] === 1)) continue;
    for (const map of members) isTaken[map] = 1;
    groups.push(members);
  }
  return groups;
}

/** The points below a merge, ascending. */
function membersOf(merges: readonly Merge[], merge: number, n: number): number[] {
  const members: number[] = [];
  const open = [n + merge];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node < n) members.push(node);
    else open.push(merges[node - n].left, merges[node - n].right);
  }
  return members.sort((a, b) => a - b);
}

/** The rank of each merge; 0 for those that are too large for a group. */
function ranksOf(masses: Float64Array, merges: readonly Merge[]): Float64Array {
  const n = masses.length / CELLS;
  const total = sumOf(masses);
  const ranks = new Float64Array(merges.length);
  /** Sorted masses of the merges that are not yet part of a larger one. */
  const open = new Map<number, SortedCells>();
  const cellsOf = (node: number): SortedCells => {
    if (node < n) return { size: 1, values: masses.subarray(node * CELLS, (node + 1) * CELLS) };
    const cells = open.get(node);
    if (!cells) throw new Error(`Node ${node} of the tree has no cells.`);
    open.delete(node);
    return cells;
  };
  merges.forEach(({ left, right, size }, merge) => {
    if (size > n / 2) return;
    const cells = merged(cellsOf(left), cellsOf(right));
    open.set(n + merge, cells);
    if (size >= MIN_SIZE) ranks[merge] = Math.sqrt(size) * (sharedInside(cells) - sharedWithRest(cells, total, n));
  });
  return ranks;
}

/** The masses of a set of maps: for each cell `size` values, ascending. What is shared in pairs can then be counted without pairs. */
interface SortedCells {
  size: number;
  values: Float64Array;
}

function merged(a: SortedCells, b: SortedCells): SortedCells {
  const size = a.size + b.size;
  const values = new Float64Array(size * CELLS);
  let at = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    let i = cell * a.size;
    let j = cell * b.size;
    const [endOfA, endOfB] = [i + a.size, j + b.size];
    while (i < endOfA && j < endOfB) {
      // Without a branch: which of the two is smaller cannot be predicted.
      const isOfA = Number(a.values[i] <= b.values[j]);
      values[at++] = Math.min(a.values[i], b.values[j]);
      i += isOfA;
      j += 1 - isOfA;
    }
    while (i < endOfA) values[at++] = a.values[i++];
    while (j < endOfB) values[at++] = b.values[j++];
  }
  return { size, values };
}

/** Mean of Σ min(p, p′) over all pairs: the k-th smallest value of a cell is the minimum of its pairs with all greater ones. */
function sharedInside({ size, values }: SortedCells): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    for (let k = 0; k < size; k++) sum += values[cell * size + k] * (size - 1 - k);
  }
  return sum / ((size * (size - 1)) / 2);
}

/** Mean of Σ min(p, r) over the maps, where r is the mean map of all others. */
function sharedWithRest({ size, values }: SortedCells, total: Float64Array, n: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    let own = 0;
    for (let k = cell * size; k < (cell + 1) * size; k++) own += values[k];
    const rest = (total[cell] - own) / (n - size);
    for (let k = cell * size; k < (cell + 1) * size; k++) sum += Math.min(values[k], rest);
  }
  return sum / size;
}

/** The sum of the masses of all maps, or of the chosen ones. */
function sumOf(masses: Float64Array, chosen?: readonly number[]): Float64Array {
  const sums = new Float64Array(CELLS);
  const count = chosen?.length ?? masses.length / CELLS;
  for (let k = 0; k < count; k++) {
    const at = (chosen ? chosen[k] : k) * CELLS;
    for (let cell = 0; cell < CELLS; cell++) sums[cell] += masses[at + cell];
  }
  return sums;
}

/** Each map joins the group, or the rest, whose mean map it shares most mass with; landmarks stay where they are. */
function joinNearest(masses: Float64Array, landmarks: Int32Array, groups: number[][]): number[][] {
  const n = masses.length / CELLS;
  const members = groups.map((group) => group.map((k) => landmarks[k]));
  const grouped = new Set(members.flat());
  const rest = [...landmarks].filter((map) => !grouped.has(map));
  const means = [...members, rest].map((maps) => sumOf(masses, maps).map((sum) => sum / Math.max(1, maps.length)));
  const isLandmark = new Set(landmarks);
  for (let map = 0; map < n; map++) {
    if (isLandmark.has(map)) continue;
    const shared = means.map((mean) => sharedAt(masses, map * CELLS, mean));
    members[shared.indexOf(Math.max(...shared))]?.push(map);
  }
  return members.map((maps) => maps.sort((a, b) => a - b));
}

function sharedAt(masses: Float64Array, at: number, mean: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += Math.min(masses[at + cell], mean[cell]);
  return sum;
}

function describe(masses: Float64Array, members: number[], total: Float64Array): ShortcutGroup {
  const n = masses.length / CELLS;
  const size = members.length;
  const own = sumOf(masses, members);
  const mass = own.map((sum) => sum / size);
  const rest = total.map((sum, cell) => (sum - own[cell]) / (n - size));
  const values = new Float64Array(size * CELLS);
  for (let cell = 0; cell < CELLS; cell++) {
    for (let k = 0; k < size; k++) values[cell * size + k] = masses[members[k] * CELLS + cell];
    values.subarray(cell * size, (cell + 1) * size).sort();
  }
  const cells = { size, values };
  const rank = Math.sqrt(size) * (sharedInside(cells) - sharedWithRest(cells, total, n));
  return { members, rank, separation: 1 - sharedAt(mass, 0, rest), border: borderOf(mass), mass };
}
