'use client';

import type { ExplainersAnswer } from '@/lib/api/insight-answers';
import { facetsRequestOf } from '@/lib/api/search-params';
import { InsightFrame } from '../insight-frame';
import { useInsightFilter } from '../use-filter';
import { useInsight } from '../use-insight';

export function ExplainersView({ jobKey }: { jobKey: string }) {
  const [filter] = useInsightFilter();
  const insight = useInsight<ExplainersAnswer>(jobKey, 'explainers', facetsRequestOf(filter));
  return (
    <InsightFrame jobKey={jobKey} view="explainers" insight={insight} topics={['saliencyMap']} skeleton={<div />}>
      {(answer) => <pre>{answer.explainers.length}</pre>}
    </InsightFrame>
  );
}
