/** The pages of a receipt, as links to what readers get, each with how long it took or why it lags. */
import {Stack, Text} from '@sanity/ui'
import type {ReceiptPage} from './receipt.ts'
import {secondsInWords} from './wording.ts'

interface PageListProps {
  pages: ReceiptPage[]
  readersUrl: string
  /** Only where to look, and what is wrong. */
  brief?: boolean
}

export function PageList({pages, readersUrl, brief = false}: PageListProps) {
  return (
    <Stack as="ul" gap={brief ? 3 : 4} paddingY={brief ? 2 : 0} aria-label="Pages">
      {pages.map((page) => (
        <Stack as="li" key={page.path} gap={2}>
          <Text size={1} textOverflow="ellipsis">
            <a href={readersUrl + page.path} target="_blank" rel="noreferrer">
              {nameOf(page.path)}
            </a>
          </Text>
          {(!brief || page.state === 'lagging') && (
            <Text size={1} muted>
              {told(page)}
            </Text>
          )}
        </Stack>
      ))}
    </Stack>
  )
}

function told({state, ms, reason}: ReceiptPage): string {
  if (state === 'lagging') return reason ?? 'Readers still see the page from before.'
  return state === 'working' ? 'Under way…' : `Up to date after ${secondsInWords(ms ?? 0)}`
}

function nameOf(path: string): string {
  if (path === '/') return 'Home'
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
