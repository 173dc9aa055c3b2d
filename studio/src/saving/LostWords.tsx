/** Words that no lake has and no form shows: why, and the words themselves, to be taken along. The window stays for as long as they are shown. */
import {CopyIcon} from '@sanity/icons/Copy'
import {Button, Card, Stack, Text} from '@sanity/ui'
import {useEffect, useEffectEvent, useState} from 'react'
import {useAskBeforeLeaving} from './leaving.ts'

const asWritten = {
  maxHeight: '12em',
  overflow: 'auto',
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
  userSelect: 'text',
} as const

interface Told {
  reason: string
  text: string
  onClose: () => void
}

export function LostWords({reason, text, onClose}: Told) {
  useAskBeforeLeaving(true)
  const closed = useEffectEvent(onClose)
  useEffect(() => () => closed(), [])
  const [copied, setCopied] = useState<string>() // further words may join those that were copied
  const isCopied = copied === text
  return (
    <Stack gap={3}>
      <Text size={1}>{reason} What you wrote last is only here:</Text>
      <Card border padding={2} radius={2} style={asWritten} tabIndex={0}>
        <Text as="pre" size={1} style={{whiteSpace: 'inherit'}}>
          {text}
        </Text>
      </Card>
      <Button
        icon={CopyIcon}
        mode="ghost"
        text={isCopied ? 'Copied' : 'Copy what you wrote'}
        onClick={() =>
          // Where the browser does not allow it, the text above can be marked.
          void navigator.clipboard?.writeText(text).then(
            () => setCopied(text),
            () => undefined,
          )
        }
      />
    </Stack>
  )
}
