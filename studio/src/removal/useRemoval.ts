/** What the dialog needs to know before a page is taken away: who refers to it, and which redirects lead to it. */
import {useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {redirects} from '../addresses/surroundings.ts'
import type {KnownRedirect} from '../rules/redirect-table.ts'

export interface Referrer {
  _id: string
  _type: string
  title: string | null
}

export interface Facts {
  redirects: KnownRedirect[]
  referrers: Referrer[]
  languages: string[]
}

const apiVersion = '2025-02-19'
const query = `{
  "redirects": ${redirects},
  "referrers": *[references($id) && !(_id in [$id, $draft])] | order(_id) [0...50] {
    _id, _type, "title": coalesce(title, name)
  },
  "languages": coalesce(*[_id == "siteSettings"][0].languages, ["en"])
}`

/** Nothing while it is being asked for; an error when the lake cannot be asked. */
export function useRemovalFacts(id: string): Facts | Error | undefined {
  const client = useClient({apiVersion})
  const [facts, setFacts] = useState<Facts | Error>()
  useEffect(() => {
    let isWanted = true
    const raw = client.withConfig({perspective: 'raw'})
    raw.fetch<Facts>(query, {id, draft: `drafts.${id}`}).then(
      (found) => isWanted && setFacts(found),
      (error: unknown) =>
        isWanted && setFacts(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      isWanted = false
    }
  }, [client, id])
  return facts
}
