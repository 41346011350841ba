'use client';

import { X } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';

interface Props {
  text: string;
  className?: string;
  onClear(): void;
}

/** A part of the filter as text; a click removes it. */
export function FilterChip({ text, className = '', onClear }: Props) {
  const t = useTranslations('filter');
  return (
    <Button
      aria-label={t('remove', { what: text })}
      onPress={onClear}
      className={`inline-flex h-7 min-w-36 max-w-72 items-center gap-1.5 rounded-md border border-accent bg-accent-tint px-2.5 text-accent ${className}`}
    >
      <MiddleEllipsis text={text} className="text-left" />
      <X size={13} aria-hidden className="shrink-0" />
    </Button>
  );
}
