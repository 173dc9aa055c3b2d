/**
 * Publish: Sanity's own action, which first writes the dates and former addresses of `rules/publication.ts`.
 *
 * The action is asked only when these are saved, and no sooner than a second after the last change. Studio carries out one operation a
 * document, the newest: the saving that follows each change within a second would take the place of a publication under way, and the press
 * would be lost.
 */
import {useEffect, useRef, useState} from 'react'
import {useDocumentOperation, useSyncState, type DocumentActionComponent} from 'sanity'
import {isSavedSince} from './isSavedSince.ts'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'

/** Milliseconds after a change by which Studio has saved it of its own accord: its interval is a second. */
const SAVED_AFTER = 1_100

export function publishPrepared(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishPrepared: DocumentActionComponent = (props) => {
    const action = publish(props)
    const {patch} = useDocumentOperation(props.id, props.type)
    const {isSyncing} = useSyncState(props.id, props.type)
    /** Set while a press waits; the draft's revision at that time, where something was written. */
    const [pressed, setPressed] = useState<{since?: {revision: string | undefined}}>()
    const {draft} = props
    const revision = draft?._rev
    const changed = useRef({draft, at: -Infinity})
    useEffect(() => {
      if (changed.current.draft !== draft) changed.current = {draft, at: performance.now()}
    }, [draft])

    useEffect(() => {
      if (!pressed || isSyncing) return
      if (pressed.since && !isSavedSince(pressed.since.revision, {isSyncing, revision})) return
      const goOn = () => {
        setPressed(undefined)
        // What is not allowed any more says why on the button.
        if (!action?.disabled) action?.onHandle?.()
      }
      const timer = setTimeout(goOn, changed.current.at + SAVED_AFTER - performance.now())
      return () => clearTimeout(timer)
    }, [pressed, isSyncing, revision, draft, action])

    if (!action?.onHandle) return action

    return {
      ...action,
      ...(pressed ? {disabled: true, label: 'Publishing…'} : {}),
      onHandle: () => {
        const published = props.published as ArticleLike | null
        const now = new Date().toISOString()
        const changes = draft
          ? changesOnPublication({draft: draft as ArticleLike, published}, now)
          : {}
        const isChanged = Object.keys(changes).length > 0
        setPressed(isChanged ? {since: {revision}} : {})
        if (isChanged) patch.execute([{set: changes}])
      },
    }
  }
  PublishPrepared.action = publish.action
  PublishPrepared.displayName = 'PublishPrepared'
  return PublishPrepared
}
