/** Tells of documents that were left before their words were in the lake, that they are there in the end, or that they never will be. */
import {useToast} from '@sanity/ui/toast'
import {useEffect, useRef} from 'react'
import {useSchema, type LayoutProps, type ObjectSchemaType, type Schema} from 'sanity'
import type {Lost} from './kept-document.ts'
import {asText} from './loss-as-text.ts'
import {LostWords} from './LostWords.tsx'
import {useAllUnsaved, useKeeper} from './useUnsaved.ts'

export const Left = (props: LayoutProps) => (
  <>
    {props.renderDefault(props)}
    <Telling />
  </>
)

const untilClosed = {duration: 86_400_000, closable: true}

/** By itself, so that what is unsaved renders nothing else. */
function Telling() {
  const {push} = useToast()
  const keeper = useKeeper()
  const schema = useSchema()
  const unsaved = useAllUnsaved()
  const waiting = useRef(new Map<string, {toast: string; name: string}>())

  useEffect(() => {
    const lost = new Map<string, {toast: string; losses: Lost[]}>()
    const listening = keeper.lost.subscribe((loss) => {
      const {id, title} = loss
      // Bad news takes the place of "not saved yet", and further bad news joins it. What is told later never takes the place of the words.
      const toast = lost.get(id)?.toast ?? waiting.current.get(id)?.toast ?? newToast()
      const losses = [...(lost.get(id)?.losses ?? []), loss]
      lost.set(id, {toast, losses})
      waiting.current.delete(id)
      push({
        ...untilClosed,
        id: toast,
        status: 'error',
        title: `${nameOf(title)} was not saved`,
        description: (
          <LostWords
            reason={loss.reason}
            text={losses.map((one) => textOf(one, schema)).join('\n\n')}
            onClose={() => lost.delete(id)}
          />
        ),
      })
    })
    return () => listening.unsubscribe()
  }, [keeper, push, schema])

  useEffect(() => {
    for (const {id, isOpen, isStuck, title} of unsaved.values()) {
      if (isOpen || !isStuck || waiting.current.has(id)) continue
      const name = nameOf(title)
      const toast = newToast()
      waiting.current.set(id, {toast, name})
      push({
        ...untilClosed, // or saved
        id: toast,
        status: 'warning',
        title: `${name} is not saved yet: the Content Lake does not answer`,
        description:
          'You may go on. Leave this window open: what you wrote is kept here, and saved as soon as the lake is back.',
      })
    }
    for (const [id, {toast, name}] of waiting.current) {
      if (unsaved.has(id)) continue
      waiting.current.delete(id)
      push({id: toast, status: 'success', duration: 4_000, title: `${name} is saved`})
    }
  }, [unsaved, push])

  return null
}

const nameOf = (title: string | undefined) => (title ? `“${title}”` : 'A document')

function textOf({type, words}: Lost, schema: Schema): string {
  const {fields = []} = (schema.get(type) ?? {}) as Partial<ObjectSchemaType>
  return asText(words, (name) => fields.find((field) => field.name === name)?.type.title)
}

let toasts = 0
const newToast = () => `words-${++toasts}`
