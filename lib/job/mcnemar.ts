/**
 * The exact two-sided p-value of McNemar's test: how probable flips at least as uneven as these are if each of `fixed + broken` flips
 * went either way with probability ½. A binomial test (McNemar 1947; exact form as in Agresti, Categorical Data Analysis, §11.1), equal to
 * `scipy.stats.binomtest(fixed, fixed + broken).pvalue`.
 *
 * @returns 0–1; null without any flip. It is 0 only where it is below the least positive double.
 */
export function mcnemar(fixed: number, broken: number): number | null {
  const n = fixed + broken;
  if (n === 0) return null;
  const least = Math.min(fixed, broken);
  if (2 * least === n) return 1;
  // P(X ≤ least) as a sum from its greatest term down: C(n, k − 1) = C(n, k) · k / (n − k + 1).
  let sum = 1;
  let term = 1;
  for (let k = least; k > 0 && term > sum * Number.EPSILON; k--) {
    term *= k / (n - k + 1);
    sum += term;
  }
  const logGreatest = logFactorial(n) - logFactorial(least) - logFactorial(n - least) - n * Math.LN2;
  return Math.min(1, 2 * sum * Math.exp(logGreatest));
}

/** From this number on, the series below is exact to the last bits of a double. */
const SERIES_FROM = 32;

/** ln n!, by Stirling's series for large n (Abramowitz and Stegun 6.1.41). */
function logFactorial(n: number): number {
  if (n < SERIES_FROM) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const correction = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + correction;
}
