'use client';

import dynamic from 'next/dynamic';
import type { ContourProps } from './contour-canvas';
import { useShown } from './display';

/** Loaded when they are switched on. */
const ContourCanvas = dynamic(() => import('./contour-canvas').then(({ ContourCanvas }) => ContourCanvas), {
  ssr: false,
});

/** The contour lines of a map, if they are switched on. */
export function Contours(props: ContourProps) {
  const isOn = useShown(({ current }) => current.contours);
  return isOn && <ContourCanvas {...props} />;
}
