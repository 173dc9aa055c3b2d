/**
 * Beside the preview, what an editor does is shown as it is done.
 *
 * Words are told to the page at each keystroke (`following.ts`) and saved at Studio's own pace: once a second while somebody types. Whatever
 * else changes (a picture, an author, a list) is shown when the lake has it, so here it is saved soon after it was made, by the
 * operation that Studio uses itself. Elsewhere nobody waits for that, and Studio's pace holds.
 */
import {useEffect} from 'react'
import {
  asyncScheduler,
  distinctUntilChanged,
  map,
  observeOn,
  skip,
  throttleTime,
  withLatestFrom,
  type Observable,
} from 'rxjs'
import {
  definePlugin,
  getPublishedId,
  useDocumentStore,
  useSchema,
  type DocumentLayoutProps,
  type ObjectSchemaType,
  type SanityDocumentLike,
} from 'sanity'
import {usePresentationParams} from 'sanity/presentation'
import {besidesWords, Following, wordsOf} from './following.ts'

/** About what it takes to send a change and to render its page: sooner would only make a queue. */
const pace = 100

const nothing: SanityDocumentLike = {_id: '', _type: ''}

export const livePreview = definePlugin(({siteUrl}: {siteUrl: string}) => {
  const following = new Following(siteUrl)

  function useFollowed(id: string, type: string): void {
    const {pair} = useDocumentStore()
    const schema = useSchema()
    const isBesidePreview = usePresentationParams(false) !== null
    useEffect(() => {
      if (!isBesidePreview) return
      const textFields = textFieldsOf(schema.get(type) as ObjectSchemaType | undefined)
      const form: Observable<SanityDocumentLike> = pair
        .editState(id, type)
        .pipe(map(({draft, published}) => draft ?? published ?? nothing))
      const teller = following.form(id)
      const telling = form.subscribe((document) => {
        if (document !== nothing) teller.tell(wordsOf(document, textFields))
      })
      const others = form.pipe(
        map((document) => besidesWords(document, textFields)),
        distinctUntilChanged(),
        skip(1),
        throttleTime(pace, asyncScheduler, {leading: true, trailing: true}),
        // Never within the change itself: Studio takes an operation inside another for its end, and would not save the rest.
        observeOn(asyncScheduler),
        withLatestFrom(pair.editOperations(id, type)),
      )
      const saving = others.subscribe(([, {commit}]) => {
        if (!commit.disabled) commit.execute()
      })
      return () => {
        telling.unsubscribe()
        saving.unsubscribe()
        teller.close()
      }
    }, [pair, schema, id, type, isBesidePreview])
  }

  function WithPreview(props: DocumentLayoutProps) {
    useFollowed(getPublishedId(props.documentId), props.documentType)
    return props.renderDefault(props)
  }

  return {name: 'live-preview', document: {components: {unstable_layout: WithPreview}}}
})

const textFieldsOf = (type: ObjectSchemaType | undefined): string[] =>
  (type?.fields ?? [])
    .filter((field) => field.type.jsonType === 'string')
    .map((field) => field.name)
