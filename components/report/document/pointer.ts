/* The point that is read in a row of pictures of a report. */

/** The value of what is in a frame at a point, given as shares of the picture; null where there is none. */
type ValueAt = (frame: HTMLElement, u: number, v: number) => string | null;

/** The step of an arrow key, as a share of the picture. */
const STEP = 1 / 32;

/** Marks a point, given as shares of a picture, in each picture of a row, with the values there. */
function mark(row: HTMLElement, u: number, v: number, valueAt: ValueAt): void {
  unmark(row);
  row.dataset.u = String(u);
  row.dataset.v = String(v);
  for (const frame of row.querySelectorAll<HTMLElement>('[data-frame]')) {
    const spot = document.createElement('span');
    spot.className = 'spot';
    spot.style.left = `${100 * u}%`;
    spot.style.top = `${100 * v}%`;
    frame.append(spot);
    const value = valueAt(frame, u, v);
    if (value === null) continue;
    const readout = document.createElement('span');
    readout.className = 'value';
    readout.textContent = value;
    frame.append(readout);
  }
}

function unmark(row: HTMLElement): void {
  for (const element of row.querySelectorAll('.spot, .value')) element.remove();
  delete row.dataset.u;
}

/** Marks the point under the pointer in a row of pictures, or where the arrow keys move it. */
export function listen(row: HTMLElement, valueAt: ValueAt): void {
  row.addEventListener('pointermove', (event) => {
    const frame = event.target instanceof Element ? event.target.closest('[data-frame]') : null;
    if (!frame) return unmark(row);
    const { left, top, width, height } = frame.getBoundingClientRect();
    mark(row, (event.clientX - left) / width, (event.clientY - top) / height, valueAt);
  });
  row.addEventListener('pointerleave', () => unmark(row));
  row.addEventListener('blur', () => unmark(row));
  row.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [u, v] =
      row.dataset.u === undefined ? [0.5, 0.5] : [Number(row.dataset.u) + step[0], Number(row.dataset.v) + step[1]];
    const inside = (share: number) => Math.min(1 - STEP / 2, Math.max(STEP / 2, share));
    mark(row, inside(u), inside(v), valueAt);
  });
}
