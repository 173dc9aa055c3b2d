/** What the dialog needs to know before a page is taken away: who refers to it, which redirects lead to it, and who has its addresses, too. */
import {useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {surroundingsAt} from '../addresses/surroundings.ts'
import type {KnownPage, Surroundings} from '../rules/redirect-table.ts'
import {addressesHeld} from '../rules/removal.ts'
import {languagesQuestion} from '../rules/surroundings.ts'

export interface Referrer {
  _id: string
  _type: string
  title: string | null
}

export interface Facts extends Surroundings {
  referrers: Referrer[]
  languages: string[]
}

const apiVersion = '2025-02-19'
const query = `{
  "referrers": *[references($id) && !(_id in [$id, $draft])] | order(_id) [0...50] {
    _id, _type, "title": coalesce(title, name)
  },
  "languages": ${languagesQuestion}
}`

/** Nothing while it is being asked for; an error when the lake cannot be asked. */
export function useRemovalFacts(page: KnownPage): Facts | Error | undefined {
  const client = useClient({apiVersion})
  const [facts, setFacts] = useState<Facts | Error>()
  useEffect(() => {
    let isWanted = true
    const ask = async (): Promise<Facts> => {
      const {_id: id} = page
      const raw = client.withConfig({perspective: 'raw'})
      const places = {id, paths: addressesHeld(page, ['fr'])}
      const [around, others] = await Promise.all([
        surroundingsAt({getClient: () => client}, places),
        raw.fetch<Omit<Facts, keyof Surroundings>>(query, {id, draft: `drafts.${id}`}),
      ])
      return {...around, ...others}
    }
    ask().then(
      (found) => isWanted && setFacts(found),
      (error: unknown) =>
        isWanted && setFacts(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      isWanted = false
    }
  }, [client, page])
  return facts
}
