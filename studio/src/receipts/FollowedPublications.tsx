/**
 * Follows what is published from this window, whichever document is on screen: who presses Publish and goes on to the next article is
 * told all the same that a page of the first one lags. One message a publication; of two of one document the later is followed.
 */
import {useEffect, useMemo, useState} from 'react'
import {takeWhile} from 'rxjs'
import {useClient, type LayoutProps} from 'sanity'
import {useMessages} from '../messages/useMessages.ts'
import {usePublisher} from '../publication/publisher.ts'
import {askSite} from './ask.ts'
import {isLive, type Outcome} from './follow.ts'
import {Receipts} from './receipts.ts'
import {newsOf, toastOf} from './toast.tsx'
import {apiVersion} from './usePublication.ts'
import {WindowReceiptsContext, type WindowReceipts} from './WindowReceipts.ts'
import {wordingFor} from './wording.ts'

interface Addresses {
  siteUrl: string
  readersUrl: string
}

export const followedPublications = ({siteUrl, readersUrl}: Addresses) =>
  function FollowedPublications(props: LayoutProps) {
    const receipts = useReceipts(siteUrl)
    const told = useFollowed(receipts, readersUrl)
    const shared = useMemo(() => ({receipts, told}), [receipts, told])
    return (
      <WindowReceiptsContext value={shared}>{props.renderDefault(props)}</WindowReceiptsContext>
    )
  }

function useReceipts(siteUrl: string): Receipts {
  const {token} = useClient({apiVersion}).config()
  return useMemo(
    () => new Receipts((transaction, {retry}) => askSite({siteUrl, transaction, token, retry})),
    [siteUrl, token],
  )
}

/** Answers which publications it tells of. */
function useFollowed(receipts: Receipts, readersUrl: string): WindowReceipts['told'] {
  const {ended} = usePublisher()
  const messages = useMessages()
  const [followed] = useState(() => new Set<string>())

  useEffect(() => {
    /** How to end each, by the id of the document. */
    const following = new Map<string, () => void>()

    function tell(id: string, transaction: string, title: string | undefined): () => void {
      let told = ''
      const show = (outcome: Outcome) => {
        const wording = wordingFor(outcome, false)
        if (!wording || told === newsOf(transaction, wording)) return
        told = newsOf(transaction, wording)
        messages.tell(toastOf({id, transaction, outcome, wording, title}, readersUrl))
      }
      followed.add(transaction)
      const outcomes = receipts.watch(transaction, true)
      const telling = outcomes.pipe(takeWhile((outcome) => !isLive(outcome), true)).subscribe(show)
      return () => {
        // What was not told to its end may be told by a pane.
        if (!telling.closed) followed.delete(transaction)
        telling.unsubscribe()
      }
    }

    const listening = ended.subscribe(({id, outcome}) => {
      if (outcome.kind !== 'published' || !outcome.transaction) return
      following.get(id)?.()
      following.set(id, tell(id, outcome.transaction, outcome.title))
    })
    return () => {
      listening.unsubscribe()
      for (const end of following.values()) end()
    }
  }, [ended, messages, receipts, readersUrl, followed])
  return followed
}
