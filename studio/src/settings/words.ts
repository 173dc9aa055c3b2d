/**
 * Words of Studio's own, said otherwise: those that would say more than it knows, since nobody here is asked for a newer version
 * (docs/decisions/0060), and those of an empty list, which should say what fills it.
 */
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

export const wordsOfEmptyLists: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'structure',
  resources: {
    'panes.document-list-pane.no-documents-of-type.text':
      'Nothing here yet. The pen at the top of this list begins the first.',
    'panes.document-list-pane.no-matching-documents.text':
      'Nothing here at the moment. What belongs in this list comes by itself.',
  },
}
