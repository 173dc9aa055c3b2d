/** Tells of documents that were left before their words were in the lake, and that they are there in the end. */
import {useToast} from '@sanity/ui/toast'
import {useEffect, useRef} from 'react'
import type {LayoutProps} from 'sanity'
import {useAllUnsaved} from './useUnsaved.ts'

export const Left = (props: LayoutProps) => (
  <>
    {props.renderDefault(props)}
    <Telling />
  </>
)

/** By itself, so that what is unsaved renders nothing else. */
function Telling() {
  const {push} = useToast()
  const unsaved = useAllUnsaved()
  const told = useRef(new Map<string, string>())

  useEffect(() => {
    for (const {id, isOpen, isStuck, title} of unsaved.values()) {
      if (isOpen || !isStuck || told.current.has(id)) continue
      const name = title ? `“${title}”` : 'A document'
      told.current.set(id, name)
      push({
        id: toastOf(id),
        status: 'warning',
        duration: 86_400_000, // until it is saved, or closed
        closable: true,
        title: `${name} is not saved yet: the Content Lake does not answer`,
        description:
          'You may go on. Leave this window open: what you wrote is kept here, and saved as soon as the lake is back.',
      })
    }
    for (const [id, name] of told.current) {
      if (unsaved.has(id)) continue
      told.current.delete(id)
      push({id: toastOf(id), status: 'success', duration: 4_000, title: `${name} is saved`})
    }
  }, [unsaved, push])

  return null
}

/** One for all that is told of a document, so that good news takes the place of bad. */
const toastOf = (id: string) => `unsaved-${id}`
