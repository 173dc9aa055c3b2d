/** The review links of one document, kept up to date, and how to make and take back one. */
import {useCallback, useEffect, useMemo, useState} from 'react'
import type {Observable} from 'rxjs'
import {useClient, useCurrentUser, useDocumentStore} from 'sanity'
import {keptUpToDate} from '../asking/news.ts'
import {
  reviewAddress,
  reviewLinkId,
  tokenFrom,
  withOwn,
  type ReviewLink,
} from '../rules/review-link.ts'

const apiVersion = '2025-02-19'
const query = '*[_type == "reviewLink" && target == $id] | order(createdAt desc)'
const day = 86_400_000

export interface Wish {
  label: string
  days: number
}

export function useReviewLinks(readersUrl: string, id: string, type: string) {
  const store = useDocumentStore()
  const client = useClient({apiVersion})
  const user = useCurrentUser()
  const [heard, setHeard] = useState<ReviewLink[]>()
  /** Made or taken back here: shown as soon as the lake has confirmed it, whenever its news come. */
  const [own, setOwn] = useState<ReviewLink[]>([])
  const [isStale, setStale] = useState(false)

  useEffect(() => {
    const options = {apiVersion, perspective: 'raw' as const, throttleTime: 100}
    const answers: Observable<ReviewLink[]> = store.listenQuery(query, {id}, options)
    const listening = keptUpToDate(answers).subscribe((news) => {
      setStale(news.kind === 'failed')
      if (news.kind === 'answer') setHeard(news.answer)
    })
    return () => listening.unsubscribe()
  }, [store, id])

  const remember = useCallback(
    (link: ReviewLink) => setOwn((others) => [link, ...others.filter(({_id}) => _id !== link._id)]),
    [],
  )
  const links = useMemo(
    () => (heard || own.length > 0 ? withOwn(heard ?? [], own) : undefined),
    [heard, own],
  )

  /** Answers the address, which nobody can find out again. */
  const make = useCallback(
    async ({label, days}: Wish): Promise<string> => {
      const token = tokenFrom(crypto.getRandomValues(new Uint8Array(32)))
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
      const now = Date.now()
      const link: ReviewLink = {
        _id: reviewLinkId(hash),
        _type: 'reviewLink',
        target: id,
        targetType: type,
        createdBy: user?.name ?? user?.email ?? 'somebody',
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + days * day).toISOString(),
        ...(label ? {label} : {}),
      }
      await client.create(link)
      remember(link)
      return reviewAddress(readersUrl, token)
    },
    [client, id, readersUrl, remember, type, user],
  )

  const revoke = useCallback(
    async (link: ReviewLink) => {
      const revokedAt = new Date().toISOString()
      await client.patch(link._id).set({revokedAt}).commit({returnDocuments: false})
      remember({...link, revokedAt})
    },
    [client, remember],
  )

  return {links, isStale, make, revoke}
}
