/** Set by the gate on requests that may only read; a header of this name from outside is removed. */
export const VIEWER_HEADER = 'x-salient-viewer';
