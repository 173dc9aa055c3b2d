/**
 * Words of Studio's own, said otherwise: those that would say more than it knows, since nobody here is asked for a newer version
 * (docs/decisions/0060), those of an empty list, which should say what to do, and those of a field that is refused, which should as well.
 *
 * `satisfies` holds each key to Studio's own list: one that it renames is refused by the types, not left out in silence.
 */
import type {
  LocaleResourceBundle,
  StudioLocaleResourceKeys,
  ValidationLocaleResourceKeys,
} from 'sanity'
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

const wholeAddress = 'Write the whole address, from https:// on.'

export const wordsOfRefusals: LocaleResourceBundle = {
  locale: 'en-US',
  namespace: 'validation',
  resources: {
    'object.reference-not-published':
      'What is chosen here is not published. Open it and publish it first, or take it out.',
    'slug.not-unique': 'Another draft has this address, too. Choose another for one of the two.',
    'string.url.invalid': wholeAddress,
    'string.url.not-absolute': wholeAddress,
    'string.url.disallowed-scheme': wholeAddress,
  } satisfies Words<ValidationLocaleResourceKeys>,
}
