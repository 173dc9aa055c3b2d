/** Authors: one by slug, and all of them. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {author, first} from './fragments.ts'
import {allAuthors} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Author} from './types.ts'
import {typeset} from './typeset.ts'

const authorQuery = defineQuery(`*[_type == "author" && slug.current == $slug]${first}{${author}}`)

/** The author at `/authors/<slug>`, or `null` when nobody is published there. */
export const getAuthor = async (slug: string, language: LanguageCode): Promise<Author | null> =>
  typeset(await ask<Author | null>(authorQuery, {slug}, tagsFor('author', slug)), language)

const authorsQuery = defineQuery(
  `*[_type == "author" && defined(slug.current)] | order(name asc, _id asc)[0...200]{${author}}`,
)

export const getAuthors = async (language: LanguageCode): Promise<Author[]> =>
  typeset(await ask<Author[]>(authorsQuery, {}, [allAuthors]), language)
