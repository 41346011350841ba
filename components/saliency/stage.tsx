'use client';

import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SaliencyState } from '@/lib/api/search-params';
import { StageBody } from './stage-body';
import type { SetSaliency } from './use-saliency';
import { useStage } from './use-stage';

interface Props {
  job: JobAnswer;
  /** Id of the sample on the stage. */
  id: number;
  state: SaliencyState;
  setState: SetSaliency;
}

/** A map as large as the window: keys switch samples, explainers and labels; two explainers can be compared with a divider. */
export function Stage({ job, id, state, setState }: Props) {
  const t = useTranslations('stage');
  const stage = useStage(job, id, state, setState);
  return (
    <ModalOverlay isOpen onOpenChange={(isOpen) => !isOpen && stage.close()} className="fixed inset-0 z-50 bg-page">
      <Modal className="size-full">
        <Dialog aria-label={t('label', { id })} className="size-full outline-none">
          <StageBody job={job} id={id} state={state} stage={stage} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
