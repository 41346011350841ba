'use client';

import { useTranslations } from 'use-intl';
import { isolated } from '@/lib/i18n/isolate';
import { useNumbers } from '../numbers';
import type { Finding } from './findings';

/** A finding as a sentence. */
export function useFindingText(): (finding: Finding) => string {
  const t = useTranslations('insight.explainers.finding');
  const { brief, briefSigned } = useNumbers();
  return (finding) => {
    switch (finding.kind) {
      case 'clone':
        return t(finding.measure === 'rho' ? 'cloneRho' : 'clone', {
          other: isolated(finding.other),
          mean: brief(finding.mean),
          shuffled: brief(finding.shuffled),
        });
      case 'sharedAnyway':
        return t('sharedAnyway', {
          other: isolated(finding.other),
          mean: brief(finding.mean),
          shuffled: brief(finding.shuffled),
        });
      case 'alone':
        return t('alone', { mean: brief(finding.mean), shuffled: brief(finding.shuffled) });
      case 'labelBlind':
      case 'movesMost':
        return t(finding.kind, { rho: brief(finding.rho) });
      case 'mostInside':
      case 'besideBoxes':
        return t(finding.kind, { lift: brief(finding.lift) });
      case 'agreesLeast':
        return t('agreesLeast', { lift: briefSigned(finding.lift), hasClone: String(finding.hasClone) });
      case 'agrees':
        return t('agrees', { lift: briefSigned(finding.lift) });
      case 'offBorder':
      case 'onBorder':
        return t(finding.kind, { border: brief(finding.border) });
    }
  };
}
