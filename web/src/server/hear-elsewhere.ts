/**
 * What this instance does about a change that another one heard of and cleared.
 *
 * Whoever stands at its addresses is looked at before anything is rendered, because the first pages would be made by what was known before;
 * where that takes long they are made once more. A sweep need not find the change when that went through, and only then.
 */
import {setTimeout as wait} from 'node:timers/promises'
import type {Change} from '../invalidation/change.ts'
import type {Invalidation} from '../invalidation/invalidation.ts'
import type {News} from '../invalidation/news.ts'

export interface Hearing {
  invalidation: Pick<Invalidation, 'followElsewhere' | 'renewHeard'>
  /** Everything but pages that follows changes: search, redirects. */
  told: (change: Change) => Promise<unknown>
  /** The change is known here, with all that it concerns. */
  known: (change: Change) => void
  /** Look for whatever is not known here. Settles when that was tried. */
  missed: () => Promise<unknown>
  report: (error: unknown) => void
  /** Milliseconds before each further look, when the lake could not say who is there. */
  again?: number[]
  /** Milliseconds for which rendering waits for that. */
  patience?: number
}

const usualAgain = [250, 1_000, 4_000]
const usualPatience = 1_000

/** Settles when all was tried, with the addresses that were rendered or followed. */
export async function hearElsewhere(
  news: News,
  tags: string[],
  hearing: Hearing,
): Promise<string[]> {
  const {invalidation, told, patience = usualPatience} = hearing
  const worked = told(news.change)
  worked.catch(() => undefined) // it may fail before it is waited for
  let isLooked = false
  const looked = look(news.change, hearing).then(() => (isLooked = true))
  await Promise.race([looked, wait(patience, undefined, {ref: false})])
  const isKnown = isLooked
  const paths = await invalidation.renewHeard(news, tags)
  await Promise.all([worked, looked])
  if (isKnown) return paths
  // Those were made by what was known before, and whoever follows the mark waits for what is made now.
  const again = await invalidation.renewHeard(news, tags, {isAgain: true})
  return [...new Set([...paths, ...again])]
}

async function look(
  change: Change,
  {invalidation, known, missed, report, again = usualAgain}: Hearing,
): Promise<unknown> {
  for (const milliseconds of [0, ...again]) {
    if (milliseconds > 0) await wait(milliseconds, undefined, {ref: false})
    try {
      await invalidation.followElsewhere(change)
      return known(change)
    } catch (error) {
      report(error)
    }
  }
  return missed()
}
