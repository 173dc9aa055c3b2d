/** Pieces of GROQ that several queries share, one for each shape in `types.ts`. */
import {frenchFields, inFrench} from './french.ts'

export const picture = `{"ref": asset._ref, alt, decorative, caption, credit, crop, hotspot}`

/** With a tiny copy, to show until the picture is here; not for one that lets the ground shine through. */
export const firstPicture = `${picture.slice(0, -1)}, "lqip": select(asset->metadata.isOpaque == true => asset->metadata.lqip)}`

const inBoth = inFrench(...frenchFields.credential)

export const credentials = `credentials[]{abbreviation, name, issuer, url, ${inBoth}}`

/** Of an author the credentials alone may be in French here. */
export const authorRef = `_id, _rev, name, "slug": slug.current, ${credentials}, ${inFrench()}`

export const topicRef = `_id, _rev, title, "slug": slug.current, ${inFrench('title')}`

export const topic = `_id, _rev, title, "slug": slug.current, description, ${inFrench(...frenchFields.topic)}`

const topicTitle = `_id, _rev, title, ${inFrench('title')}`

const links = 'links[]{label, url}'

const authorInFrench = inFrench(
  ...frenchFields.author.map((field) => (field === 'links' ? links : field)),
)

/** What the portrait shows is asked for beside it: it may be in French, and the picture is the same. */
export const author = `_id, _rev, name, "slug": slug.current, ${credentials}, ${authorInFrench}, jobTitle, portrait{"ref": asset._ref, decorative, crop, hotspot}, "portraitAlt": portrait.alt, bio, ${links}, "topics": topics[]->{${topicRef}}`

/** Where a document is. */
export const address = `_id, _rev, "slug": slug.current, language`

/** Where a document is and how it is called. */
export const link = `_id, _rev, title, "slug": slug.current, language`

/** The same, with what decides where it stands: a page that shows it hears of it when it moves away. */
export const place = `${link}, publishedAt, "topics": topics[]._ref`

/** Beside a headline, where it needs no words: new ones leave the page alone. */
const wordlessPicture = `{"ref": asset._ref, crop, hotspot}`

/** A card names its authors and topics and links to none of them: a new address of one leaves it alone. */
export const teaser = `${link}, standfirst, heroImage${wordlessPicture}, publishedAt, "authors": authors[]->{_id, _rev, name}, "topics": topics[]->{${topicTitle}}`

/** As feeds hold it: the words with the lead picture, and the address that it had first. */
export const wholeText = `${link}, _updatedAt, formerSlugs, standfirst, heroImage${wordlessPicture}, publishedAt, updatedAt, body, "authors": authors[]->{_id, _rev, name, "slug": slug.current}, "topics": topics[]->{${topicTitle}}`

const signature = `_id, _rev, name, credentials[]{abbreviation, ${inFrench('abbreviation')}}, ${inFrench()}`

/** As the Markdown twin holds it: nothing that it does not say. */
export const twin = `${link}, standfirst, publishedAt, updatedAt, reviewedAt, body, changeNotes[]{date, note}, "authors": authors[]->{${signature}}, "reviewedBy": reviewedBy->{${signature}}`

/**
 * Of the documents at one address, the one that is shown there. Rules allow one; scripts, and two editors at the same moment, can write
 * several. Whoever is older stays, whatever is changed in the others. A publication keeps the age of its draft: Studio and the runner of
 * schedules publish no draft at an address that is taken, programs may.
 */
export const first = ' | order(_createdAt asc, _id asc)[0]'

/** It is what its address shows: no other document stands there before it (`invalidation/standing-behind.ts`). Lists name no other. */
export const visible = '!(_id in $behind)'

/** What has an address and a date can be listed. */
export const listed = `_type == "article" && defined(slug.current) && defined(publishedAt) && ${visible}`

/** What may be found from elsewhere as well: by way of feeds, the sitemap, search engines. */
export const findable = `${listed} && seo.noindex != true`

/** A page without a text is linked nowhere. */
export const written = `coalesce(body, "") != ""`

/** Written in the language that is asked for; a document that names none is English. */
export const inLanguage = `coalesce(language, "en") == $language`

/** How many articles an article's page shows: hand-picked ones, and the nearest where these are fewer. Studio says the same number. */
export const BESIDE = 3

/** How far it looks on either side: past its neighbour, which it names in another place. */
export const REACH = BESIDE + 1

export const inTopic = ' && references($topic)'

/** The articles before and after `$id` in the order of lists, the nearest first. The range comes first: the lake looks it up. */
export const older = (scope: string): string =>
  `*[${listed} && ${inLanguage}${scope} && publishedAt <= $publishedAt && (publishedAt < $publishedAt || _id > $id)] | order(publishedAt desc, _id asc)`
export const newer = (scope: string): string =>
  `*[${listed} && ${inLanguage}${scope} && publishedAt >= $publishedAt && (publishedAt > $publishedAt || _id < $id)] | order(publishedAt asc, _id desc)`
