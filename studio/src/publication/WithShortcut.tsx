/**
 * Ctrl+Alt+P anywhere in a document. Studio's own shortcut is the button's, and this is as the form was when it was last drawn: who
 * corrects one letter and presses at once would find it off.
 */
import {Box} from '@sanity/ui'
import {useToast} from '@sanity/ui/toast'
import type {KeyboardEvent} from 'react'
import {getPublishedId, useDocumentPairPermissions, type DocumentLayoutProps} from 'sanity'
import {mayNot, pressOf} from './keys.ts'
import {usePress} from './usePress.ts'

export function WithShortcut(props: DocumentLayoutProps) {
  const id = getPublishedId(props.documentId)
  const type = props.documentType
  const {push} = useToast()
  const [permission] = useDocumentPairPermissions({id, type, permission: 'publish'})
  const press = usePress(id, type)
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = pressOf(event.nativeEvent)
    if (!pressed) return
    event.preventDefault()
    if (pressed === 'held') return
    if (permission?.granted !== false) return press()
    push({
      id: `publication-${id}`,
      status: 'warning',
      closable: true,
      title: 'Not published',
      description: mayNot,
    })
  }
  return (
    <Box height="fill" onKeyDown={onKeyDown}>
      {props.renderDefault(props)}
    </Box>
  )
}
