'use client';

import type { AgreementAnswer } from '@/lib/api/insight-answers';
import { facetsRequestOf } from '@/lib/api/search-params';
import { InsightFrame } from '../insight-frame';
import { useInsightFilter } from '../use-filter';
import { useInsight } from '../use-insight';

export function AgreementView({ jobKey }: { jobKey: string }) {
  const [filter] = useInsightFilter();
  const insight = useInsight<AgreementAnswer>(jobKey, 'agreement', facetsRequestOf(filter));
  return (
    <InsightFrame jobKey={jobKey} view="agreement" insight={insight} topics={['saliencyMap']} skeleton={<div />}>
      {(answer) => <pre>{answer.explainers.length}</pre>}
    </InsightFrame>
  );
}
