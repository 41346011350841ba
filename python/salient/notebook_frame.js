/**
 * Shows the dashboard in a frame in `place`; runs in the page of a notebook (notebook.py).
 *
 * @param {HTMLElement} place
 * @param {{ port: number, prefix: string, page: string, height: number }} server the page is relative to the prefix
 */
// biome-ignore lint/correctness/noUnusedVariables: notebook.py writes the call behind it
async function showSalient(place, { port, prefix, page, height }) {
  const isWeb = location.protocol.startsWith('http');
  const host = isWeb ? location.hostname : '127.0.0.1';
  const through = prefix !== '/' && isWeb ? location.origin + prefix : null;
  const direct = `http://${host}:${port}${prefix}`;
  /** Whether our server answers there. @param {string} base @param {RequestInit} [options] */
  const answers = async (base, options) => {
    try {
      const answer = await fetch(`${base}api/health/live`, { cache: 'no-store', ...options });
      // A page of another server, such as a login page, is no answer of ours.
      return answer.type === 'opaque' || (await answer.json()).live === true;
    } catch {
      return false;
    }
  };
  /** @param {string} base */
  const link = (base) => {
    const made = document.createElement('a');
    Object.assign(made, { href: base + page.replace(/&?\bbar=slim/, ''), target: '_blank', rel: 'noopener' });
    made.textContent = 'Open in a tab';
    return made;
  };
  let base = through !== null && (await answers(through)) ? through : null;
  base ??= (await answers(direct, { mode: 'no-cors' })) ? direct : null;
  if (base !== null) {
    const frame = document.createElement('iframe');
    Object.assign(frame, {
      src: base + page,
      title: 'Salient',
      height: String(height),
      allow: 'clipboard-write; fullscreen',
    });
    frame.style.cssText = 'display: block; width: 100%; border: 1px solid #8883; border-radius: 4px';
    place.replaceChildren(frame, link(base));
    return;
  }
  const reason = document.createElement('p');
  reason.textContent =
    `This browser does not reach the dashboard, at port ${port} of the machine of the kernel. If the kernel has been restarted, ` +
    'run this cell again. If it is on another machine, install jupyter-server-proxy beside Jupyter and restart Jupyter, or ' +
    `forward the port, as with ssh -L ${port}:127.0.0.1:${port}, and run this cell again. `;
  reason.append(link(`http://127.0.0.1:${port}${prefix}`));
  place.replaceChildren(reason);
}
