/** Authors: one by slug, and all of them. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {inOrder} from '../language/order.ts'
import {ask} from './client.ts'
import {author, first, visible} from './fragments.ts'
import {allAuthors} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Author} from './types.ts'

const authorQuery = defineQuery(`*[_type == "author" && slug.current == $slug]${first}{${author}}`)

/** The author at `/authors/<slug>`, or `null` when nobody is published there. */
export const getAuthor = (slug: string, language: LanguageCode): Promise<Author | null> =>
  ask(authorQuery, {slug, language}, tagsFor('author', slug, language))

const authorsQuery = defineQuery(
  `*[_type == "author" && defined(slug.current) && ${visible}] | order(name asc, _id asc)[0...200]{${author}}`,
)

export const getAuthors = async (language: LanguageCode): Promise<Author[]> =>
  inOrder(await ask<Author[]>(authorsQuery, {language}, [allAuthors]), ({name}) => name, language)
