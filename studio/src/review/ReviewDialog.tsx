/** The dialog behind "Review link…": a new link, and those that were made before, each with a way to take it back. */
import {CopyIcon} from '@sanity/icons/Copy'
import {Box, Button, Card, Dialog, Flex, Select, Stack, Text, TextInput} from '@sanity/ui'
import {useToast} from '@sanity/ui/toast'
import {useId, useState} from 'react'
import {useReturnedFocus} from '../dialogs/useReturnedFocus.ts'
import {reviewDays, usualReviewDays, type ReviewLink} from '../rules/review-link.ts'
import {useNow, useSchedules} from '../schedule/useSchedules.ts'
import {useReviewLinks} from './useReviewLinks.ts'
import {LinkList} from './LinkList.tsx'

interface ReviewDialogProps {
  readersUrl: string
  id: string
  type: string
  onClose: () => void
}

export function ReviewDialog({readersUrl, id, type, onClose}: ReviewDialogProps) {
  const formId = useId()
  const dialog = useReturnedFocus()
  const now = useNow()
  const {zone} = useSchedules()
  const {links, isStale, make, revoke} = useReviewLinks(readersUrl, id, type)
  const {push} = useToast()
  const [label, setLabel] = useState('')
  const [days, setDays] = useState(usualReviewDays)
  const [made, setMade] = useState<string>()
  const [copied, setCopied] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  function refuse(title: string, error: unknown) {
    const description = error instanceof Error ? error.message : String(error)
    push({status: 'error', title, description, closable: true})
  }
  async function create() {
    setBusy(true)
    try {
      const address = await make({label: label.trim(), days})
      setMade(address)
      setLabel('')
      void copy(address)
    } catch (error) {
      refuse('The link could not be made. Nothing was changed.', error)
    } finally {
      setBusy(false)
    }
  }
  /** Where the browser forbids it, the address is on screen to be copied by hand. */
  const copy = (address: string) =>
    navigator.clipboard.writeText(address).then(
      () => setCopied(address),
      () => undefined,
    )
  const takeBack = (link: ReviewLink) =>
    revoke(link).catch((error: unknown) => refuse('The link could not be taken back.', error))

  return (
    <Dialog
      ref={dialog}
      id={`${formId}-dialog`}
      header="Review links"
      width={1}
      onClose={onClose}
      onClickOutside={onClose}
    >
      <Stack gap={5} padding={4}>
        <Text size={1} muted>
          Whoever has the link reads this draft as it is at that moment, without an account, and
          nothing else that is not published.
        </Text>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!isBusy) void create()
          }}
        >
          <Flex gap={3} align="flex-end" wrap="wrap">
            <Stack gap={3} flex={1} style={{minWidth: '10rem'}}>
              <Text as="label" size={1} weight="medium" htmlFor={`${formId}-label`}>
                For whom (optional)
              </Text>
              <TextInput
                id={`${formId}-label`}
                value={label}
                maxLength={80}
                placeholder="Kim, legal"
                onChange={({currentTarget}) => setLabel(currentTarget.value)}
              />
            </Stack>
            <Stack gap={3}>
              <Text as="label" size={1} weight="medium" htmlFor={`${formId}-days`}>
                Works for
              </Text>
              <Select
                id={`${formId}-days`}
                value={String(days)}
                onChange={({currentTarget}) => setDays(Number(currentTarget.value))}
              >
                {reviewDays.map((count) => (
                  <option key={count} value={count}>
                    {count === 1 ? '1 day' : `${count} days`}
                  </option>
                ))}
              </Select>
            </Stack>
            <Button tone="primary" icon={CopyIcon} type="submit" text="Make and copy" />
          </Flex>
        </form>
        {made && (
          <Card border padding={3} radius={2} tone="positive">
            <Stack gap={3}>
              <Text as="label" size={1} htmlFor={`${formId}-made`}>
                The link. It is shown this once; make another if it gets lost.
              </Text>
              <Flex gap={2}>
                <Box flex={1}>
                  <TextInput
                    id={`${formId}-made`}
                    readOnly
                    fontSize={1}
                    value={made}
                    onFocus={({currentTarget}) => currentTarget.select()}
                  />
                </Box>
                <Button
                  fontSize={1}
                  mode="ghost"
                  text={copied === made ? 'Copied' : 'Copy'}
                  onClick={() => void copy(made)}
                />
              </Flex>
            </Stack>
          </Card>
        )}
        {isStale && (
          <Card tone="caution" border radius={2} padding={3} role="alert">
            <Text size={1}>
              The Content Lake does not say which links there are
              {links ? ': some may be missing here' : ''}. It is asked again every few seconds; if
              this stays, check that Masthead is still running (npm start).
            </Text>
          </Card>
        )}
        {links && <LinkList links={links} now={now} zone={zone} onRevoke={takeBack} />}
      </Stack>
    </Dialog>
  )
}
