'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { SLIM } from './slim-bar';

/** Keeps `bar=slim` in the address while somebody follows links, so that a reload and a copied address have the compact bar too. */
export function KeepSlim() {
  const query = useSearchParams();
  useEffect(() => {
    if (query.get('bar') === SLIM) return;
    const { pathname, search, hash } = location;
    history.replaceState(null, '', `${pathname}${search}${search === '' ? '?' : '&'}bar=${SLIM}${hash}`);
  }, [query]);
  return null;
}
