/** Pieces of GROQ that several queries share, one for each shape in `types.ts`. */

export const picture = `{"ref": asset._ref, alt, decorative, caption, credit, crop, hotspot}`

/** With a tiny copy, to show until the picture is here; not for one that lets the ground shine through. */
export const firstPicture = `${picture.slice(0, -1)}, "lqip": select(asset->metadata.isOpaque == true => asset->metadata.lqip)}`

export const credentials = `credentials[]{abbreviation, name, issuer, url}`

export const authorRef = `_id, _rev, name, "slug": slug.current, ${credentials}`

export const topicRef = `_id, _rev, title, "slug": slug.current`

export const author = `${authorRef}, jobTitle, portrait${picture}, bio, links[]{label, url}, "topics": topics[]->{${topicRef}}`

/** Where a document is. */
export const address = `_id, _rev, "slug": slug.current, language`

/** Where a document is and how it is called. */
export const link = `_id, _rev, title, "slug": slug.current, language`

/** A card names its authors and topics and links to none of them: a new address of one leaves it alone. */
export const teaser = `${link}, standfirst, heroImage${picture}, publishedAt, "authors": authors[]->{_id, _rev, name}, "topics": topics[]->{_id, _rev, title}`

/** As feeds hold it, and the Markdown twin: the words without the pictures. */
export const wholeText = `${link}, standfirst, publishedAt, updatedAt, body, "authors": authors[]->{_id, _rev, name, "slug": slug.current}, "topics": topics[]->{_id, _rev, title}`

/** What has an address and a date can be listed. */
export const listed = `_type == "article" && defined(slug.current) && defined(publishedAt)`

/** A page without a text is linked nowhere. */
export const written = `coalesce(body, "") != ""`

/** Written in the language that is asked for; a document that names none is English. */
export const inLanguage = `coalesce(language, "en") == $language`
