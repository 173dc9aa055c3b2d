/** An import as a list of mutations, made without writing anything: what `--dry-run` shows is what would be done. */
import {slugFrom} from '@masthead/studio/rules'
import type {Mutation} from '@sanity/client'
import {addressInUse} from '../errors.ts'
import type {Existing, Pair} from './existing.ts'
import {keyOf} from './identity.ts'
import type {Manuscript, ManuscriptAuthor} from './manuscript.ts'
import {writeDocument} from './write-document.ts'
import type {Outcome, Policy, Written} from './write-document.ts'

export interface PlannedDocument {
  type: 'article' | 'author' | 'topic'
  title: string
  id: string
  outcome: Outcome
}

export interface Plan {
  documents: PlannedDocument[]
  mutations: Mutation[]
}

export interface PlanInput {
  manuscript: Manuscript
  slug: string
  existing: Existing
  /** Id of the picture's asset; empty when there is no picture. */
  assetId: string
  policy: Omit<Policy, 'edited'>
  now: Date
}

export function planImport(input: PlanInput): Plan {
  const {manuscript, slug, existing, policy} = input
  const documents: PlannedDocument[] = []
  const mutations: Mutation[] = []
  const add = (type: PlannedDocument['type'], title: string, pair: Pair, written: Written) => {
    documents.push({type, title, id: pair.id, outcome: written.outcome})
    mutations.push(...written.mutations)
    return reference(type, pair, written)
  }

  const topics = existing.topics.map((pair, index) => {
    const title = manuscript.topics[index] ?? ''
    const fields = pair.published || pair.draft ? {} : {title, slug: slugOf(slugFrom(title))}
    const wish = {type: 'topic', title, pair, fields}
    return add('topic', title, pair, writeDocument(wish, {...policy, edited: 'keep'}))
  })
  const authors = existing.authors.map((pair, index) => {
    const author = manuscript.authors[index]!
    const wish = {type: 'author', title: author.name, pair, ...authorFields(author)}
    return add('author', author.name, pair, writeDocument(wish, {...policy, edited: 'keep'}))
  })

  const taken = existing.article.published ?? existing.article.draft
  if (taken && taken.title !== manuscript.title && !policy.replace) {
    throw addressInUse(slug, String(taken.title))
  }
  const wish = {
    type: 'article',
    title: manuscript.title,
    pair: existing.article,
    fields: articleFields(input, authors, topics),
    defaults: firstPublished(input),
  }
  const article = writeDocument(wish, {...policy, edited: 'refuse'})
  add('article', manuscript.title, existing.article, article)
  return {documents: documents.toReversed(), mutations}
}

function articleFields(
  {manuscript, slug, assetId}: PlanInput,
  authors: Reference[],
  topics: Reference[],
): Record<string, unknown> {
  const {title, language, standfirst, body, picture} = manuscript
  const heroImage = {
    _type: 'figure',
    asset: {_type: 'reference', _ref: assetId},
    ...(picture?.alt ? {alt: picture.alt} : {}),
  }
  return {
    title,
    slug: slugOf(slug),
    language,
    ...(standfirst ? {standfirst} : {}),
    ...(assetId ? {heroImage} : {}),
    body,
    ...(authors.length > 0 ? {authors} : {}),
    ...(topics.length > 0 ? {topics} : {}),
  }
}

/** An article is first published when it is first published here, unless its file knows an earlier day. */
function firstPublished({manuscript, policy, now}: PlanInput): Record<string, unknown> {
  if (manuscript.publishedAt) return {publishedAt: manuscript.publishedAt}
  return policy.draft ? {} : {publishedAt: now.toISOString()}
}

/** The name and what the file says beside it; a bare byline leaves an author's bio and credentials alone. */
function authorFields({name, credentials, bio}: ManuscriptAuthor) {
  const letters = credentials.map((abbreviation) => ({
    _type: 'credential',
    _key: keyOf('credential', abbreviation),
    abbreviation,
  }))
  return {
    fields: {
      name,
      ...(letters.length > 0 ? {credentials: letters} : {}),
      ...(bio ? {bio} : {}),
    },
    defaults: {slug: slugOf(slugFrom(name))},
  }
}

const slugOf = (current: string) => ({_type: 'slug', current})

type Reference = Record<string, unknown>

/** Strong to what is published; weak until it is to what stays a draft, as the Studio itself does it. */
function reference(type: string, {id}: Pair, {published}: Written): Reference {
  const base = {_type: 'reference', _key: keyOf('reference', id), _ref: id}
  return published ? base : {...base, _weak: true, _strengthenOnPublish: {type}}
}
