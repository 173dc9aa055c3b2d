/** The receipt beside the form: what became of the latest publication, page by page, with a button where one helps. */
import {CloseIcon} from '@sanity/icons/Close'
import {Box, Button, Card, Flex, Stack, Text} from '@sanity/ui'
import {useEffect} from 'react'
import {getPublishedId, type DocumentInspectorProps} from 'sanity'
import {useMessages} from '../messages/useMessages.ts'
import {PageList} from './PageList.tsx'
import {useShownReceipt} from './ReceiptContext.ts'

const tones = {neutral: 'default', good: 'positive', problem: 'caution'} as const

export const receiptPanel = (readersUrl: string) =>
  function ReceiptPanel({documentId, onClose}: DocumentInspectorProps) {
    const messages = useMessages()
    const id = getPublishedId(documentId)
    useEffect(() => messages.leaveToPanel(id), [messages, id])
    const {outcome, publication, retry, wording} = useShownReceipt()
    const silence = publication
      ? 'The site keeps no receipt for this version any more. Publish again to get one.'
      : 'Not published yet: readers see nothing of it.'
    return (
      <Card as="section" aria-label="On the site" height="fill" overflow="auto">
        <Flex align="center" padding={3}>
          <Box flex={1} paddingX={2} paddingY={1}>
            <Text as="h2" size={1} weight="semibold">
              On the site
            </Text>
          </Box>
          <Button aria-label="Close" icon={CloseIcon} mode="bleed" padding={2} onClick={onClose} />
        </Flex>
        <Stack gap={4} paddingX={4} paddingBottom={4}>
          <Card
            as="output"
            data-testid="receipt"
            tone={tones[wording?.tone ?? 'neutral']}
            border
            radius={2}
            padding={3}
            style={{display: 'block'}}
          >
            <Stack gap={3}>
              <Text size={1} weight={wording ? 'semibold' : 'regular'}>
                {wording?.headline ?? silence}
              </Text>
              {wording?.remedy && <Text size={1}>{wording.remedy}</Text>}
              {wording?.again && <Button fontSize={1} text={wording.again} onClick={retry} />}
            </Stack>
          </Card>
          {outcome.kind === 'receipt' && (
            <PageList pages={outcome.receipt.pages} readersUrl={readersUrl} />
          )}
        </Stack>
      </Card>
    )
  }
