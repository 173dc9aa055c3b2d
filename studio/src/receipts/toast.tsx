/** The message about a publication: what became of it, and where to look. */
import {Stack, Text} from '@sanity/ui'
import type {Message} from '../messages/messages.ts'
import type {Outcome} from './follow.ts'
import {PageList} from './PageList.tsx'
import type {Wording} from './wording.ts'

const statuses = {neutral: 'info', good: 'success', problem: 'warning'} as const
const durations = {neutral: 60_000, good: 8_000, problem: 30_000} as const
const mostLinks = 5

export interface Told {
  /** The published id of the document. */
  id: string
  transaction: string
  outcome: Outcome
  wording: Wording
  /** Of the document, for an editor who may be elsewhere by now. */
  title?: string | undefined
}

/** A receipt that is asked for again is a new object each time; only a new headline is news. */
export const newsOf = (transaction: string, {headline}: Wording): string =>
  `${transaction} ${headline}`

export function toastOf(
  {id, transaction, outcome, wording, title}: Told,
  readersUrl: string,
): Message {
  const {headline, tone, remedy} = wording
  const pages = outcome.kind === 'receipt' ? outcome.receipt.pages : []
  const worthALook =
    tone === 'problem' ? pages.filter(({state}) => state === 'lagging') : pages.slice(0, mostLinks)
  const hasList = tone === 'good' || worthALook.length > 0
  return {
    id: `receipt-${transaction}`,
    about: id,
    status: statuses[tone],
    duration: durations[tone],
    closable: true,
    title: headline,
    description: (
      <Stack gap={3}>
        {title && (
          <Text size={1} textOverflow="ellipsis">
            {title}
          </Text>
        )}
        {hasList ? <PageList pages={worthALook} readersUrl={readersUrl} brief /> : remedy}
      </Stack>
    ),
  }
}
