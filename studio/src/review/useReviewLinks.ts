/** The review links of one document, kept up to date, and how to make and take back one. */
import {useCallback, useEffect, useState} from 'react'
import {useClient, useCurrentUser, useDocumentStore} from 'sanity'
import {reviewAddress, reviewLinkId, tokenFrom, type ReviewLink} from '../rules/review-link.ts'

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
  const [links, setLinks] = useState<ReviewLink[]>()

  useEffect(() => {
    const subscription = store
      .listenQuery(query, {id}, {apiVersion, perspective: 'raw', throttleTime: 100})
      .subscribe({next: setLinks, error: () => undefined})
    return () => subscription.unsubscribe()
  }, [store, id])

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
      return reviewAddress(readersUrl, token)
    },
    [client, id, readersUrl, type, user],
  )

  const revoke = useCallback(
    ({_id}: ReviewLink) =>
      client.patch(_id).set({revokedAt: new Date().toISOString()}).commit({returnDocuments: false}),
    [client],
  )

  return {links, make, revoke}
}
