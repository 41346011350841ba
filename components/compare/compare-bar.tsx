'use client';

import { ArrowLeftRight, FileText } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useCommand } from '@/components/kit/commands';
import { useKeys } from '@/components/kit/keys';
import { JobPicker } from './job-picker';
import { MatchLine } from './match-line';
import { useCompare, useCompareState } from './use-compare';

const ReportDialog = dynamic(
  () => import('@/components/report/report-dialog').then(({ ReportDialog }) => ReportDialog),
  {
    ssr: false,
  },
);

const SWAP = ['swap', 'compare', '交换', '对比'];

/** Which jobs are compared, a button that swaps them, and one that makes a report of them. */
export function CompareBar() {
  const t = useTranslations('compare');
  const inReport = useTranslations('report');
  const [isReport, setReport] = useState(false);
  const [{ a, b, of, from, to }, setState] = useCompareState();
  const { data: answer } = useCompare({ a, b });
  const swap = () =>
    void setState({ a: b, b: a, of: of === 'a' ? 'b' : 'a', from: to, to: from, page: null, stage: null });
  useCommand(t('swap'), swap, SWAP);
  useKeys({ x: swap });
  const choose = (side: 'a' | 'b') => (key: string) =>
    void setState({ [side]: key, page: null, stage: null, labels: null, samples: null });
  return (
    <div className="flex h-12 items-center gap-x-2.5 max-wide:h-10">
      <JobPicker side="a" value={a} onChoose={choose('a')} />
      <Button look="ghost" isSquare title={t('swapKey')} onPress={swap} className="text-muted">
        <ArrowLeftRight size={14} aria-hidden />
      </Button>
      <JobPicker side="b" value={b} onChoose={choose('b')} />
      {answer && (
        <Button
          look="ghost"
          isSquare
          title={inReport('menu')}
          aria-haspopup="dialog"
          onPress={() => setReport(true)}
          className="text-muted"
        >
          <FileText size={14} aria-hidden />
        </Button>
      )}
      {isReport && <ReportDialog onClose={() => setReport(false)} />}
      {answer && (
        <span className="ml-2 min-w-0 max-[100rem]:hidden">
          <MatchLine answer={answer} />
        </span>
      )}
    </div>
  );
}
