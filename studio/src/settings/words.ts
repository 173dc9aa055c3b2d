/**
 * Words of Studio's own, said otherwise: those that would say more than it knows, since nobody here is asked for a newer version
 * (docs/decisions/0060), and those of an empty list, which should say what to do.
 *
 * `satisfies` holds each key to Studio's own list: one that it renames is refused by the types, not left out in silence.
 */
import type {LocaleResourceBundle, StudioLocaleResourceKeys} from 'sanity'
import type {StructureLocaleResourceKeys} from 'sanity/structure'

type Words<Key extends string> = Partial<Record<Key, string>>

const nobodyKnows = 'Newer versions come with Masthead'

export const honestWords: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'studio',
  resources: {
    'help-resources.up-to-date': nobodyKnows,
    'about-dialog.version-info.tooltip.up-to-date': nobodyKnows,
    'about-dialog.version-info.up-to-date': nobodyKnows,
  } satisfies Words<StudioLocaleResourceKeys>,
}

const nothingHere =
  'Nothing here at the moment. The plus sign at the top of the list begins something new.'

export const wordsOfEmptyLists: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'structure',
  resources: {
    'panes.document-list-pane.no-documents-of-type.text': nothingHere,
    'panes.document-list-pane.no-matching-documents.text': nothingHere,
  } satisfies Words<StructureLocaleResourceKeys>,
}
