/**
 * Publish: Sanity's own action, which first writes the dates and former addresses of `rules/publication.ts`.
 *
 * The action is asked only when these are saved. Studio carries out one operation a document, the newest: a publication that still waited
 * for the lake would give way to the saving of an edit that was made up to a second before.
 */
import {useEffect, useState} from 'react'
import {useDocumentOperation, useSyncState, type DocumentActionComponent} from 'sanity'
import {isSavedSince} from './isSavedSince.ts'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'

export function publishPrepared(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishPrepared: DocumentActionComponent = (props) => {
    const action = publish(props)
    const {patch} = useDocumentOperation(props.id, props.type)
    const {isSyncing} = useSyncState(props.id, props.type)
    /** The draft's revision when Publish was pressed, until what was written then is saved. */
    const [pressedAt, setPressedAt] = useState<{revision: string | undefined}>()
    const revision = props.draft?._rev

    const isPrepared =
      pressedAt !== undefined && isSavedSince(pressedAt.revision, {isSyncing, revision})
    useEffect(() => {
      if (!isPrepared) return
      setPressedAt(undefined)
      // What is not allowed any more says why on the button.
      if (!action?.disabled) action?.onHandle?.()
    }, [isPrepared, action])

    if (!action?.onHandle) return action

    return {
      ...action,
      ...(pressedAt ? {disabled: true, label: 'Publishing…'} : {}),
      onHandle: () => {
        const draft = props.draft as ArticleLike | null
        const published = props.published as ArticleLike | null
        const changes = draft
          ? changesOnPublication({draft, published}, new Date().toISOString())
          : {}
        if (Object.keys(changes).length === 0) return action.onHandle?.()
        setPressedAt({revision})
        patch.execute([{set: changes}])
      },
    }
  }
  PublishPrepared.action = publish.action
  PublishPrepared.displayName = 'PublishPrepared'
  return PublishPrepared
}
