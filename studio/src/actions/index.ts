/** Document actions: Sanity's own, but for duplicating what has an address, and for the one document that must always exist. */
import type {DocumentActionComponent, DocumentActionsContext, TemplateItem} from 'sanity'
import {addressedTypes} from '../rules/address.ts'
import {duplicateAsNew} from './duplicateAsNew.ts'

export const singletons = ['siteSettings']

/** A second copy of the settings, or none, would leave the site without a name. */
const notForSingletons = new Set(['duplicate', 'delete', 'unpublish'])

export function documentActions(
  actions: DocumentActionComponent[],
  {schemaType}: Pick<DocumentActionsContext, 'schemaType'>,
): DocumentActionComponent[] {
  if (singletons.includes(schemaType)) {
    return actions.filter(({action}) => !action || !notForSingletons.has(action))
  }
  if (!addressedTypes.includes(schemaType)) return actions
  return actions.map((action) => (action.action === 'duplicate' ? duplicateAsNew(action) : action))
}

/** What the "Create" button offers: everything of which there can be more than one. */
export const newDocuments = (templates: TemplateItem[]): TemplateItem[] =>
  templates.filter(({templateId}) => !singletons.includes(templateId))
