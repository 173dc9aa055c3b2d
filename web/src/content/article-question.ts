/** What an article's own page asks: apart from those who ask it, because search looks at the answer too, without Sanity's client. */
import type {LanguageCode} from '../addresses.ts'
import {
  author,
  authorRef,
  firstPicture,
  inLanguage,
  picture,
  teaser,
  topicRef,
} from './fragments.ts'
import {frenchFields, inFrench} from './french.ts'
import {ownQuestion} from './questions.ts'
import {tagsFor} from './tags.ts'

const question = ownQuestion(
  `_type == "article" && slug.current == $slug && ${inLanguage}`,
  `{
  _id, _rev, title, "slug": slug.current, language, standfirst, heroImage${firstPicture}, body, publishedAt, updatedAt, reviewedAt,
  "authors": authors[]->{${author}},
  "reviewedBy": reviewedBy->{${authorRef}},
  "topics": topics[]->{${topicRef}},
  changeNotes[]{date, note},
  "related": related[]->{${teaser}},
  "translations": translations[]._ref,
  "callToAction": callToAction->{_id, _rev, heading, text, label, url, ${inFrench(...frenchFields.callToAction)}},
  seo{title, description, image${picture}, noindex}
}`,
)

export const articleAt = (slug: string, language: LanguageCode) => ({
  question,
  params: {slug, language},
  tags: tagsFor('article', slug, language),
})
