/** What the dialog needs to know before a page is taken away: who refers to it, and which addresses there are. */
import {useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {surroundingsOf} from '../addresses/surroundings.ts'
import type {Surroundings} from '../rules/redirect-table.ts'

export interface Referrer {
  _id: string
  _type: string
  title: string | null
}

export interface Facts {
  around: Surroundings
  referrers: Referrer[]
  languages: string[]
}

const apiVersion = '2025-02-19'
const query = `{
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
    Promise.all([
      surroundingsOf({getClient: () => client}),
      raw.fetch<Omit<Facts, 'around'>>(query, {id, draft: `drafts.${id}`}),
    ]).then(
      ([around, rest]) => isWanted && setFacts({around, ...rest}),
      (error: unknown) =>
        isWanted && setFacts(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      isWanted = false
    }
  }, [client, id])
  return facts
}
