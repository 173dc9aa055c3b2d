/** Authors: one by slug, and all of them. */
import {defineQuery} from 'groq'
import {ask} from './client.ts'
import {author} from './fragments.ts'
import {allAuthors} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Author} from './types.ts'

const authorQuery = defineQuery(`*[_type == "author" && slug.current == $slug][0]{${author}}`)

/** The author at `/authors/<slug>`, or `null` when nobody is published there. */
export const getAuthor = (slug: string): Promise<Author | null> =>
  ask(authorQuery, {slug}, tagsFor('author', slug))

const authorsQuery = defineQuery(
  `*[_type == "author" && defined(slug.current)] | order(name asc, _id asc)[0...200]{${author}}`,
)

export const getAuthors = (): Promise<Author[]> => ask(authorsQuery, {}, [allAuthors])
