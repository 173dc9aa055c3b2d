/**
 * Words that are not in the lake yet are kept by this window alone. While it is so, the browser asks before the window is closed or
 * loaded anew; and when it stays so, because the lake is down or slow, a line above the form says what to do. Who leaves the form keeps them.
 */
import {WarningOutlineIcon} from '@sanity/icons/WarningOutline'
import {Card, Flex, Stack, Text} from '@sanity/ui'
import {definePlugin, getPublishedId, type DocumentLayoutProps} from 'sanity'
import {styled} from 'styled-components'
import {Left} from './Left.tsx'
import {useIsStuck} from './useUnsaved.ts'

/** A long sentence must not make its pane wider. */
const asWideAsItsPane = {display: 'block', width: 0, minWidth: '100%'}

/**
 * On a narrow window Studio scrolls the whole page and keeps the pane's header at its top: then the notice stays there in its place, so that
 * who writes further down sees it as well.
 */
const WithNotice = styled(Flex)`
  [data-ui='PaneLayout'][data-collapsed] & {
    height: auto;
    min-height: 100%;
    > output {
      position: sticky;
      top: 0;
      z-index: 101; /* the header has 100 */
    }
    > output:not(:empty) ~ * [data-testid='pane-header'] {
      position: static;
    }
  }
`

function WithSaving(props: DocumentLayoutProps) {
  const isStuck = useIsStuck(getPublishedId(props.documentId), props.documentType)
  return (
    <WithNotice direction="column" height="fill">
      <output style={asWideAsItsPane}>{isStuck && <NotSaved />}</output>
      <Flex flex={1} direction="column" style={{minHeight: 0}}>
        {props.renderDefault(props)}
      </Flex>
    </WithNotice>
  )
}

function NotSaved() {
  return (
    <Card tone="caution" borderBottom paddingX={4} paddingY={3}>
      <Flex align="center" gap={3}>
        <Text size={1}>
          <WarningOutlineIcon />
        </Text>
        <Stack flex={1} gap={3}>
          <Text size={1} weight="semibold">
            Not saved yet: the Content Lake does not answer
          </Text>
          <Text size={1} muted>
            Leave this window open. What you write is kept here, and saved as soon as the lake is
            back; if it stays away, check your connection, and that Masthead is still running (npm
            start).
          </Text>
        </Stack>
      </Flex>
    </Card>
  )
}

export const saving = definePlugin({
  name: 'saving',
  document: {components: {unstable_layout: WithSaving}},
  studio: {components: {layout: Left}},
})
