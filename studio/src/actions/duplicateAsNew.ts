/** Duplicate: Sanity's own action, which leaves behind what is true of the original alone. */
import type {DocumentActionComponent, DuplicateDocumentActionComponent} from 'sanity'
import {asNewDocument} from '../rules/duplication.ts'

export function duplicateAsNew(
  duplicate: DuplicateDocumentActionComponent,
): DocumentActionComponent {
  const DuplicateAsNew: DocumentActionComponent = (props) =>
    duplicate({...props, mapDocument: asNewDocument})
  DuplicateAsNew.action = 'duplicate'
  DuplicateAsNew.displayName = 'DuplicateAsNew'
  return DuplicateAsNew
}
