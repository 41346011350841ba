import type { Messages } from '@/lib/i18n/locale';

/** What there is help about: the keys of `help` in the messages. */
export type HelpTopic = keyof Messages['help'];
