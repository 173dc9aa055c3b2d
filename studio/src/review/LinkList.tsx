/** The links of a document: for whom, by whom, until when, and a button that ends one at once. */
import {Button, Flex, Stack, Text} from '@sanity/ui'
import {stateOfLink, type ReviewLink} from '../rules/review-link.ts'
import {describeDistance, describeInstant} from '../rules/wall-clock.ts'

interface LinkListProps {
  links: ReviewLink[]
  now: number
  zone: string
  onRevoke: (link: ReviewLink) => void
}

export function LinkList({links, now, zone, onRevoke}: LinkListProps) {
  if (links.length === 0) {
    return (
      <Text size={1} muted>
        There is no link to this document yet.
      </Text>
    )
  }
  return (
    <Stack as="ul" gap={4} aria-label="Links to this document">
      {links.map((link) => (
        <Flex as="li" key={link._id} align="center" gap={3}>
          <Stack gap={3} flex={1}>
            <Text size={1} weight="medium">
              {link.label || 'A link'}
            </Text>
            <Text size={1} muted>
              {told(link, now, zone)}
            </Text>
          </Stack>
          {stateOfLink(link, now) === 'open' && (
            <Button
              mode="ghost"
              tone="critical"
              padding={2}
              fontSize={1}
              text="Take back"
              aria-label={`Take back: ${link.label || 'a link'}`}
              onClick={() => onRevoke(link)}
            />
          )}
        </Flex>
      ))}
    </Stack>
  )
}

function told(link: ReviewLink, now: number, zone: string): string {
  const {createdBy, expiresAt, revokedAt} = link
  switch (stateOfLink(link, now)) {
    case 'open':
      return `Made by ${createdBy}, works until ${describeInstant(expiresAt, zone)} (${describeDistance(expiresAt, now)})`
    case 'over':
      return `Made by ${createdBy}, ran out on ${describeInstant(expiresAt, zone)}`
    case 'revoked':
      return `Made by ${createdBy}, taken back on ${describeInstant(revokedAt ?? expiresAt, zone)}`
  }
}
