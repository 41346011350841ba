import type { Messages } from '@/lib/i18n/locale';

/** The help topics: the keys of `help` in the messages. */
export type HelpTopic = keyof Messages['help'];
