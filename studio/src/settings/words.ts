/** Words of Studio's own that would say more than it knows: nobody here is asked for a newer version (docs/decisions/0060). */
import type {LocaleResourceBundle} from 'sanity'

const nobodyKnows = 'Newer versions come with Masthead'

export const honestWords: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'studio',
  resources: {
    'help-resources.up-to-date': nobodyKnows,
    'about-dialog.version-info.tooltip.up-to-date': nobodyKnows,
    'about-dialog.version-info.up-to-date': nobodyKnows,
  },
}
