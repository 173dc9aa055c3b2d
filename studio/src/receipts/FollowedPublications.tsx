/**
 * Follows what is published from this window, whichever document is on screen: who presses Publish and goes on to the next article is
 * told all the same that a page of the first one lags. One message a publication; of two of one document the later is followed.
 */
import {useToast} from '@sanity/ui/toast'
import {useEffect, useState} from 'react'
import {useClient, type LayoutProps} from 'sanity'
import type {Published} from '../publication/publish.ts'
import {usePublisher} from '../publication/publisher.ts'
import {askSite} from './ask.ts'
import {follow, type Outcome} from './follow.ts'
import {FollowedContext} from './FollowedContext.ts'
import {pauseUntil} from './pause.ts'
import {newsOf, toastOf} from './toast.tsx'
import {apiVersion} from './usePublication.ts'
import {wordingFor} from './wording.ts'

interface Addresses {
  siteUrl: string
  readersUrl: string
}

export const followedPublications = (addresses: Addresses) =>
  function FollowedPublications(props: LayoutProps) {
    const followed = useFollowed(addresses)
    return <FollowedContext value={followed}>{props.renderDefault(props)}</FollowedContext>
  }

function useFollowed({siteUrl, readersUrl}: Addresses): ReadonlySet<string> {
  const {ended} = usePublisher()
  const {token} = useClient({apiVersion}).config()
  const {push} = useToast()
  const [followed] = useState(() => new Set<string>())

  useEffect(() => {
    const followers = new Map<string, AbortController>()

    async function tell({transaction, title}: Published, signal: AbortSignal): Promise<void> {
      if (!transaction) return
      let told = ''
      const show = (outcome: Outcome) => {
        const wording = wordingFor(outcome, false)
        if (!wording || told === newsOf(transaction, wording)) return
        told = newsOf(transaction, wording)
        push(toastOf({transaction, outcome, wording, title}, readersUrl))
      }
      const ask = () => askSite({siteUrl, transaction, token})
      followed.add(transaction)
      await follow({ask, isNew: true, show, wait: pauseUntil(signal), signal})
      // The pane of a document may ask on, and would tell it once more, without the name.
      if (signal.aborted) followed.delete(transaction)
    }

    const listening = ended.subscribe(({id, outcome}) => {
      if (outcome.kind !== 'published') return
      followers.get(id)?.abort()
      const controller = new AbortController()
      followers.set(id, controller)
      void tell(outcome, controller.signal)
    })
    return () => {
      listening.unsubscribe()
      for (const controller of followers.values()) controller.abort()
    }
  }, [ended, token, push, siteUrl, readersUrl, followed])
  return followed
}
