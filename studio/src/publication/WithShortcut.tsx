/**
 * Ctrl+Alt+P anywhere in a document, and where nothing has the focus, as after a dialog, if one document alone is open. Studio's own
 * shortcut is the button's, and this is as the form was when it was last drawn: who corrects one letter and presses at once would find it off.
 */
import {Box} from '@sanity/ui'
import {useEffect, useEffectEvent, type KeyboardEvent} from 'react'
import {getPublishedId, type DocumentLayoutProps} from 'sanity'
import {pressOf} from './keys.ts'
import {usePress} from './usePress.ts'

const isOnlyOneOpen = () => document.querySelectorAll('[data-testid="document-pane"]').length === 1

export function WithShortcut(props: DocumentLayoutProps) {
  const press = usePress(getPublishedId(props.documentId), props.documentType)
  const onKeyDown = (event: globalThis.KeyboardEvent) => {
    const pressed = pressOf(event)
    if (!pressed) return
    event.preventDefault()
    if (pressed === 'press') press()
  }
  const onKeyDownNowhere = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.target === document.body && isOnlyOneOpen()) onKeyDown(event)
  })
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => onKeyDownNowhere(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <Box height="fill" onKeyDown={({nativeEvent}: KeyboardEvent) => onKeyDown(nativeEvent)}>
      {props.renderDefault(props)}
    </Box>
  )
}
