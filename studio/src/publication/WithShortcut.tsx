/**
 * Ctrl+Alt+P anywhere in a document. Studio's own shortcut is the button's, and this is as the form was when it was last drawn: who
 * corrects one letter and presses at once would find it off.
 */
import {Box} from '@sanity/ui'
import type {KeyboardEvent} from 'react'
import {getPublishedId, type DocumentLayoutProps} from 'sanity'
import {usePress} from './usePress.ts'

export const shortcut = 'Ctrl+Alt+P'

export function WithShortcut(props: DocumentLayoutProps) {
  const press = usePress(getPublishedId(props.documentId), props.documentType)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.ctrlKey || !event.altKey || event.shiftKey || event.metaKey) return
    if (event.code !== 'KeyP' && event.key.toLowerCase() !== 'p') return
    event.preventDefault()
    press()
  }
  return (
    <Box height="fill" onKeyDown={onKeyDown}>
      {props.renderDefault(props)}
    </Box>
  )
}
