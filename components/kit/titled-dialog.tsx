'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslations } from 'use-intl';
import { Button } from './button';

interface Props {
  title: string;
  /** Beside the title, for example the help. */
  beside?: ReactNode;
  /** Class of its maximum width. */
  width: string;
  onClose(): void;
  children: ReactNode;
}

/** A dialog over the page, with a title and a button that closes it. */
export function TitledDialog({ title, beside, width, onClose, children }: Props) {
  const t = useTranslations('app');
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-0 z-50 grid place-items-center bg-black/30 p-3"
    >
      <Modal
        className={`max-h-full w-full overflow-y-auto rounded-md border border-line bg-panel shadow-[0_16px_48px_rgb(0_0_0/.25)] ${width}`}
      >
        <Dialog className="flex flex-col gap-3 p-4 outline-none">
          <div className="flex items-center gap-1">
            <Heading slot="title" className="mr-auto font-semibold text-[15px]">
              {title}
            </Heading>
            {beside}
            <Button isSquare look="ghost" title={t('close')} onPress={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
