/**
 * The indices of values in the order of the values: equal ones as they stand, those that are null last in both directions.
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
