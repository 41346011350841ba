/**
 * Berlin, a diverging colour map with a dark centre, suitable for colour blindness: every fifth of its 256 colours, six
 * hexadecimal digits each, from the minimum (blue) to the maximum (red). Linear interpolation between them is never more than one level
 * off. Source: Fabio Crameri, "Scientific colour maps" 8.0 (doi.org/10.5281/zenodo.1243862, MIT licence), as in matplotlib 3.11,
 * rounded to bytes.
 */
export const BERLIN =
  '9eb0ff93affa87adf47bacee6fa9e862a6e056a2d74b9bcd4194c1398bb43382a82f789c2b6f8f276683245d7820546c' +
  '1d4b611a4256173a4b143240122a3611232c101c2311161b121214160e0d1b0b07210b03260d012c0e00330f00391100' +
  '411201481502501803591c0763210c6e281379301b8439248e422e984c39a25544ac5e4fb6685ac07165ca7b71d5857d' +
  'df8f89ea9995f4a3a1ffadad';
