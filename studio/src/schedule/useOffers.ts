/** What can be scheduled for a document as it stands, and why not. */
import {useMemo} from 'react'
import {getDraftId, useDocumentPairPermissions, useEditState, useValidationStatus} from 'sanity'
import type {Offer} from './ScheduleDialog.tsx'

export interface Offers {
  offers: Offer[]
  /** Why nothing at all can be scheduled, or `null`. */
  refusal: string | null
}

export function useOffers(id: string, type: string): Offers {
  const {draft, published, ready} = useEditState(id, type)
  const {validation, isValidating} = useValidationStatus(getDraftId(id), type, true)
  const [permission] = useDocumentPairPermissions({id, type, permission: 'publish'})
  const errors = validation.filter(({level}) => level === 'error').length

  return useMemo(() => {
    const mayPublish = permission?.granted ?? true
    const publishProblem = !draft
      ? 'There is no draft: what readers see is all there is. Edit it first.'
      : errors > 0
        ? `The draft has ${errors === 1 ? 'a problem' : `${errors} problems`} that would keep it from being published. They are marked in the form.`
        : isValidating
          ? 'The draft is being checked…'
          : null
    return {
      offers: [
        {
          action: 'publish',
          label: published ? 'Publish the changes of this draft' : 'Publish this draft',
          problem: publishProblem,
        },
        {
          action: 'unpublish',
          label: 'Unpublish',
          problem: published || draft ? null : 'There is nothing to withdraw.',
        },
      ],
      refusal: !ready
        ? 'The document is still being loaded.'
        : !mayPublish
          ? 'Your role may not publish, so it may not schedule either.'
          : !draft && !published
            ? 'Write something first.'
            : null,
    }
  }, [draft, published, ready, errors, isValidating, permission])
}
