/**
 * Review links: an editor sends a draft to somebody without an account. Studio makes the link and can take it back; the site
 * opens it (`web/src/reviews/`).
 */
import {ShareIcon} from '@sanity/icons/Share'
import {useState} from 'react'
import {definePlugin, useDocumentPairPermissions, type DocumentActionComponent} from 'sanity'
import {reviewableTypes} from '../rules/review-link.ts'
import {ReviewDialog} from './ReviewDialog.tsx'

export const reviewLinks = definePlugin(({readersUrl}: {readersUrl: string}) => {
  const reviewAction: DocumentActionComponent = ({id, type, draft, published, onComplete}) => {
    const [isOpen, setOpen] = useState(false)
    const [permission] = useDocumentPairPermissions({id, type, permission: 'publish'})
    const refusal =
      permission?.granted === false
        ? 'Your role may not share drafts. Ask an editor for a link.'
        : !draft && !published
          ? 'Write something first.'
          : null
    const close = () => {
      setOpen(false)
      onComplete()
    }
    return {
      label: 'Review link…',
      icon: ShareIcon,
      disabled: refusal !== null,
      ...(refusal ? {title: refusal} : {}),
      onHandle: () => setOpen(true),
      dialog: isOpen && {
        type: 'custom',
        component: <ReviewDialog readersUrl={readersUrl} id={id} type={type} onClose={close} />,
      },
    }
  }
  reviewAction.displayName = 'ReviewAction'

  return {
    name: 'review-links',
    document: {
      actions: (actions, {schemaType}) => {
        if (!reviewableTypes.includes(schemaType)) return actions
        const place = actions.findIndex(({action}) => action === 'duplicate')
        return actions.toSpliced(Math.max(place, 1), 0, reviewAction)
      },
    },
  }
})
