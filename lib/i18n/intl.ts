import { useMemo } from 'react';
import { useTranslations as useTranslationsOfIntl } from 'use-intl/react';
import { isolating } from './isolate';

/*
 * What imports of `use-intl` get (`resolveAlias` in next.config.js): use-intl itself, but with names isolated in messages. So no
 * component can forget it.
 */

export { IntlProvider, useFormatter, useLocale, useMessages, useNow } from 'use-intl/react';

/** The messages of a namespace, see use-intl; texts among the values are isolated. */
export const useTranslations: typeof useTranslationsOfIntl = (namespace) => {
  const translate = useTranslationsOfIntl(namespace);
  return useMemo(() => isolating(translate), [translate]);
};
