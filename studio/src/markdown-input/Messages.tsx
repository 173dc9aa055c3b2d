/** What the pipeline says about the text: what is wrong, where, and what to do. Choosing one jumps to its line. */
import {WarningOutlineIcon} from '@sanity/icons/WarningOutline'
import {Box, Button, Flex, Stack, Text} from '@sanity/ui'
import type {MarkdownMessage} from '@masthead/web/markdown'

interface MessagesProps {
  messages: MarkdownMessage[]
  onJump: (line: number) => void
}

export function Messages({messages, onJump}: MessagesProps) {
  if (messages.length === 0) return null
  return (
    <Stack as="ul" gap={1} padding={2} aria-label="Notes on this text">
      {messages.map(({ruleId, reason, note, line}, index) => (
        <Flex as="li" key={`${ruleId}-${line}-${index}`} align="flex-start" gap={2}>
          <Button
            mode="bleed"
            tone="caution"
            padding={2}
            fontSize={1}
            icon={WarningOutlineIcon}
            text={line ? `Line ${line}` : 'Whole text'}
            onClick={() => onJump(line ?? 1)}
          />
          <Box flex={1} paddingY={2}>
            <Text size={1}>
              {reason}. {note}
            </Text>
          </Box>
        </Flex>
      ))}
    </Stack>
  )
}
