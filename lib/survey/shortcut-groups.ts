import { levelsOf, type Shortcuts } from './classes';

/** A group of maps, see `ShortcutGroup`. */
export interface Group {
  separation: number;
  border: number;
  rank: number;
  samples: number[];
  /** The type bit of each sample. */
  types: Uint8Array;
  cells: Uint8Array;
}

/** The groups of a class with their samples, and the points of the scatter with their groups (-1 for none). */
export function describeShortcuts(found: Shortcuts) {
  const groupOf = new Int32Array(found.n).fill(-1);
  found.groups.forEach(({ members }, group) => {
    for (const member of members) groupOf[member] = group;
  });
  const groups: Group[] = found.groups.map(({ members, separation, border, rank, mass }) => ({
    ...{ separation, border, rank },
    samples: members.map((k) => found.ids[k]),
    types: Uint8Array.from(members, (k) => found.types[k]),
    cells: levelsOf(mass),
  }));
  const points = [...found.points].map((k, point) => ({
    ...{ sample: found.ids[k], type: found.types[k], group: groupOf[k] },
    ...{ x: found.x[point], y: found.y[point] },
  }));
  const { n, of, border, variance } = found;
  return { n, of, border, groups, variance, points };
}
