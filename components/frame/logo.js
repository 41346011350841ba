/* Plain JavaScript, because the login page is rendered without Next. */

/** Salient's mark: a saliency map, from inferno's darkest colour to its brightest. */
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<defs><radialGradient id="g" cx=".58" cy=".42" r=".55">
<stop offset="0" stop-color="#fcffa4"/><stop offset=".3" stop-color="#fb9b06"/><stop offset=".58" stop-color="#bb3754"/>
<stop offset=".85" stop-color="#420a68"/><stop offset="1" stop-color="#160b39"/>
</radialGradient></defs>
<rect width="32" height="32" rx="7" fill="#0b0724"/><rect x="4" y="4" width="24" height="24" rx="5" fill="url(#g)"/>
</svg>`;

/** A data URL: browsers request the icon of a page again whenever its URL changes. */
export const LOGO = `data:image/svg+xml,${encodeURIComponent(SVG)}`;
