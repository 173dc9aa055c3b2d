/**
 * Beside the preview a draft is saved as it is typed.
 *
 * The preview shows what the lake holds, and Studio sends a change at once only after a pause: while somebody types, once a
 * second. With the page beside the form that is a second of looking at old words, so here each change is sent soon after it
 * was made. Elsewhere nobody waits for it, and Studio's own pace holds.
 */
import {useEffect} from 'react'
import {asyncScheduler, filter, throttleTime, withLatestFrom} from 'rxjs'
import {definePlugin, getPublishedId, useDocumentStore, type DocumentLayoutProps} from 'sanity'
import {usePresentationParams} from 'sanity/presentation'

/** About what it takes to send a change and to render its page: sooner would only make a queue. */
const pace = 100

function useSavedSoon(id: string, type: string): void {
  const {pair} = useDocumentStore()
  const isBesidePreview = usePresentationParams(false) !== null
  useEffect(() => {
    if (!isBesidePreview) return
    const changes = pair.operationEvents(id, type).pipe(
      filter((event) => event.type === 'success' && event.op === 'patch'),
      throttleTime(pace, asyncScheduler, {leading: true, trailing: true}),
      withLatestFrom(pair.editOperations(id, type)),
    )
    const saving = changes.subscribe(([, {commit}]) => {
      if (!commit.disabled) commit.execute()
    })
    return () => saving.unsubscribe()
  }, [pair, id, type, isBesidePreview])
}

function WithSaving(props: DocumentLayoutProps) {
  useSavedSoon(getPublishedId(props.documentId), props.documentType)
  return props.renderDefault(props)
}

export const savedSoon = definePlugin({
  name: 'saved-soon',
  document: {components: {unstable_layout: WithSaving}},
})
