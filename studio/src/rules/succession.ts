/**
 * What is written so that the addresses of a page that goes answer as was chosen, and what is left of a choice that was made long
 * before. By hand it is written at once; a plan writes it when its time has come, and by then the page that was chosen may be another.
 */
import {pathOf} from './address.ts'
import {called, endOf, type KnownPage, type Surroundings} from './redirect-table.ts'
import {
  addressesHeld,
  standsAt,
  successorProblem,
  type RemovalPlan,
  type Successor,
} from './removal.ts'
import {plannedSuccessor, type Schedule} from './schedule.ts'

interface Outcome {
  gone: boolean
  to?: string
  permanent?: boolean
}

/** A mutation, in the words of Sanity's API. */
export type RedirectMutation =
  | {createOrReplace: Outcome & {_id: string; _type: 'redirect'; from: string}}
  | {patch: {id: string; set: Outcome; unset?: string[]}}
  | {delete: {id: string}}

/** One redirect has one path: its id is made from that, as the site does for those that it writes itself. */
export async function redirectMutations(
  successor: Successor,
  {create, change}: RemovalPlan,
): Promise<RedirectMutation[]> {
  if (successor.kind === 'nothing') return []
  const outcome: Outcome =
    successor.kind === 'gone' ? {gone: true} : {to: successor.to, gone: false, permanent: true}
  const made = create.map(async ({from}): Promise<RedirectMutation> => {
    const document = {_id: `redirect-${await nameOf(from)}`, _type: 'redirect' as const, from}
    return {createOrReplace: {...document, ...outcome}}
  })
  const changed = change.map(({_id: id, from}): RedirectMutation => {
    // Its page is published, so it leads nobody anywhere; now it would lead to itself.
    if (outcome.to && from === pathOf(outcome.to)) return {delete: {id}}
    return {patch: {id, set: outcome, ...(outcome.gone ? {unset: ['to']} : {})}}
  })
  return [...(await Promise.all(made)), ...changed]
}

async function nameOf(path: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(path))
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0'))
  return hex.join('').slice(0, 24)
}

/** A choice as it holds now: a page that has moved is followed; one that is no longer there leaves nothing, and a sentence. */
export function successorNow(
  successor: Successor,
  page: KnownPage,
  around: Surroundings,
): {successor: Successor; caution?: string} {
  if (successor.kind !== 'page') return {successor}
  const {to} = successor
  const end = to.startsWith('/') ? endOf(around, pathOf(to)) : to
  const now = {kind: 'page' as const, to: end === pathOf(to) ? to : (end ?? '')}
  if (!successorProblem(now, page, around)) return {successor: now}
  const isItself = end !== undefined && addressesHeld(page, ['fr']).includes(end)
  const because = isItself ? 'that leads back to this page' : 'nothing is published there by now'
  return {
    successor: {kind: 'nothing'},
    caution: `Its readers are not led to ${to}: ${because}. Make a redirect to another page (Redirects, on the desk).`,
  }
}

/** Where plans that still wait lead to, as far as that is on this site: what a circle of them goes through. */
export const plannedPaths = (plans: readonly Schedule[]): string[] =>
  plans.filter(isWithdrawal).flatMap((plan) => {
    const successor = plannedSuccessor(plan)
    return successor.kind === 'page' && successor.to.startsWith('/') ? [pathOf(successor.to)] : []
  })

/**
 * A sentence about a page that is to go itself, and from which readers would be led back here then, by however many plans; or `null`. `pages` are
 * those that stand where it leads, and at `plannedPaths`.
 */
export function plannedCircleProblem(
  successor: Successor,
  page: KnownPage,
  {pages, plans}: Pick<Surroundings, 'pages'> & {plans: readonly Schedule[]},
): string | null {
  const own = addressesHeld(page, ['fr'])
  const led: KnownPage[] = []
  let next: Successor | undefined = successor
  while (next?.kind === 'page') {
    const path = pathOf(next.to)
    const there = pages.find((one) => standsAt(one, path))
    if (led[0] && own.includes(path))
      return `${called(led[0])} is to be unpublished at a time as well, and to lead back here then. Choose another.`
    if (!there || led.includes(there)) return null
    led.push(there)
    const plan = plans.find((one) => one.target === there._id && isWithdrawal(one))
    next = plan && plannedSuccessor(plan)
  }
  return null
}

const isWithdrawal = ({action, state}: Schedule) => action === 'unpublish' && state === 'waiting'

/** A sentence about addresses that it held, at which readers find another page; nothing when there are none. */
export function takenCaution({taken}: Pick<RemovalPlan, 'taken'>): string | undefined {
  const [first] = taken
  return first && `At ${first.from} readers find ${called(first.by)}, which is published there too.`
}

/** What a plan makes of the addresses of what it withdraws, as a sentence; nothing where it says nothing of them. */
export function afterwards(plan: Pick<Schedule, 'successor'>): string | undefined {
  if (!plan.successor) return undefined
  const successor = plannedSuccessor(plan)
  if (successor.kind === 'page') return `Afterwards its address leads to ${successor.to}.`
  return successor.kind === 'gone'
    ? 'Afterwards its address says that it is gone for good.'
    : 'Afterwards its address is not found.'
}
