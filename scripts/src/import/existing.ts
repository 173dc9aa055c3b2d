/** What a lake holds already of an import's documents: by id, by address, or by the name that people gave them. */
import {slugFrom} from '@masthead/studio/rules'
import type {SanityClient} from '@sanity/client'
import {articleId, authorId, draftId, topicId} from './identity.ts'
import type {Manuscript} from './manuscript.ts'

export interface Stored {
  _id: string
  _type: string
  _rev: string
  [field: string]: unknown
}

/** A document and its draft; either may be missing. `id` is that of the published one, also when there is none yet. */
export interface Pair {
  id: string
  published: Stored | undefined
  draft: Stored | undefined
}

export interface Existing {
  article: Pair
  authors: Pair[]
  topics: Pair[]
}

const bySlugOrId =
  '*[_type == $type && (_id in [$id, $draft] || slug.current == $slug || (defined($name) && lower(coalesce(name, title)) == lower($name))) && !(_id in path("versions.**"))]'

export async function findExisting(
  lake: SanityClient,
  manuscript: Manuscript,
  slug: string,
): Promise<Existing> {
  const find = async (type: string, id: string, name: string | null, address: string) => {
    const params = {type, id, draft: draftId(id), slug: address, name}
    return pairOf(id, await lake.fetch<Stored[]>(bySlugOrId, params), manuscript, type)
  }
  const [article, authors, topics] = await Promise.all([
    find('article', articleId(manuscript, slug), null, slug),
    Promise.all(
      manuscript.authors.map(({name}) => find('author', authorId(name), name, slugFrom(name))),
    ),
    Promise.all(
      manuscript.topics.map((title) => find('topic', topicId(title), title, slugFrom(title))),
    ),
  ])
  return {article, authors, topics}
}

/** Of several that match, the one with our id, else the first; an article of another language is another article. */
function pairOf(id: string, found: Stored[], {language}: Manuscript, type: string): Pair {
  const matching = found.filter(
    (document) => type !== 'article' || (document.language ?? 'en') === language,
  )
  const ids = matching.map(({_id}) => _id.replace(/^drafts\./, ''))
  const chosen = ids.includes(id) ? id : (ids.toSorted()[0] ?? id)
  return {
    id: chosen,
    published: matching.find(({_id}) => _id === chosen),
    draft: matching.find(({_id}) => _id === draftId(chosen)),
  }
}
