/**
 * Ctrl+Alt+P anywhere in a document. Studio's own shortcut is the button's, and this is as the form was when it was last drawn: who
 * corrects one letter and presses at once would find it off.
 */
import {Box} from '@sanity/ui'
import type {KeyboardEvent} from 'react'
import {getPublishedId, type DocumentLayoutProps} from 'sanity'
import {pressOf} from './keys.ts'
import {usePress} from './usePress.ts'

export function WithShortcut(props: DocumentLayoutProps) {
  const press = usePress(getPublishedId(props.documentId), props.documentType)
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = pressOf(event.nativeEvent)
    if (!pressed) return
    event.preventDefault()
    if (pressed === 'press') press()
  }
  return (
    <Box height="fill" onKeyDown={onKeyDown}>
      {props.renderDefault(props)}
    </Box>
  )
}
