/**
 * What the addresses of a document answer once a plan has withdrawn it: what its editor chose, as far as it can be had by now. A
 * choice that cannot be had keeps nobody from withdrawing; the editor is told instead.
 */
import type {Mutation, SanityClient} from '@sanity/client'
import {
  addressesHeld,
  languagesQuestion,
  pageOf,
  pagesQuestion,
  publishedId,
  redirectMutations,
  redirectsQuestion,
  removalPlan,
  successorNow,
  takenCaution,
  type KnownPage,
  type KnownRedirect,
  type RedirectMutation,
  type Successor,
} from '@masthead/studio/rules'

export interface Succession {
  mutations: Mutation[]
  /** Redirects that it changes, as they were read. */
  redirects?: {_id: string; _rev: string}[]
  /** What the editor has to see to. */
  caution?: string
}

type StoredRedirect = KnownRedirect & {_rev: string}

/** @param client  sees what is stored (perspective `raw`) */
export async function succession(
  client: SanityClient,
  document: {_id: string; _type: string},
  chosen: Successor,
): Promise<Succession> {
  const page = pageOf(document)
  if (chosen.kind === 'nothing' || !page.slug) return {mutations: []}
  const offered = await client.fetch<unknown>(languagesQuestion)
  const languages: string[] = Array.isArray(offered) ? offered : []
  const around = await surroundings(client, {
    id: page._id,
    paths: [...addressesHeld(page, languages), ...(chosen.kind === 'page' ? [chosen.to] : [])],
  })
  const plan = removalPlan(page, languages, around)
  const {successor, caution} = successorNow(chosen, page, around)
  const mutations = await redirectMutations(successor, plan)
  const cautions = [caution, takenCaution(plan)].filter((one) => one !== undefined)
  return {
    mutations: mutations.map((one) => asItWas(one, around.redirects)),
    redirects: around.redirects.filter(({_id}) => plan.change.some((one) => one._id === _id)),
    ...(cautions.length > 0 ? {caution: cautions.join(' ')} : {}),
  }
}

/** Refused when the redirect is another by now. */
function asItWas(mutation: RedirectMutation, known: StoredRedirect[]): Mutation {
  if (!('patch' in mutation)) return mutation
  const {id} = mutation.patch
  return {patch: {...mutation.patch, ifRevisionID: known.find(({_id}) => _id === id)?._rev}}
}

async function surroundings(
  client: SanityClient,
  places: {id: string; paths: string[]},
): Promise<{redirects: StoredRedirect[]; pages: KnownPage[]}> {
  const stored = await client.fetch<StoredRedirect[]>(redirectsQuestion)
  const redirects = stored.filter(isUsable)
  const {query, params} = pagesQuestion(places, redirects)
  return {redirects, pages: await client.fetch<KnownPage[]>(query, params)}
}

/** A draft of one leads nobody anywhere, and a program may have written anything. */
const isUsable = ({_id, from, to}: StoredRedirect) =>
  publishedId(_id) === _id && typeof from === 'string' && typeof (to ?? '') === 'string'
