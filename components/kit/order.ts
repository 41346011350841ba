/**
 * The indices of values in sorted order: the sort is stable, and nulls are last in both directions.
 */
export function orderOf(values: readonly (number | null)[], desc: boolean): number[] {
  const direction = desc ? -1 : 1;
  return values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return direction * (a.value - b.value);
    })
    .map(({ index }) => index);
}
