/**
 * Words of Studio's own, said otherwise: those that would say more than it knows, since nobody here is asked for a newer version
 * (docs/decisions/0060), and those of an empty list, which should say what to do.
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

const nothingHere =
  'Nothing here at the moment. The plus sign at the top of the list begins something new.'

export const wordsOfEmptyLists: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'structure',
  resources: {
    'panes.document-list-pane.no-documents-of-type.text': nothingHere,
    'panes.document-list-pane.no-matching-documents.text': nothingHere,
  },
}
