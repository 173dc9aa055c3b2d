/** What a duplicate leaves behind: what belongs to one document alone, and would be untrue of, or refused in, a second one. */

const ofOneDocument = [
  'slug',
  'formerSlugs',
  'translations',
  'publishedAt',
  'updatedAt',
  'reviewedAt',
  'reviewedBy',
  'changeNotes',
  'workflow',
]

/** The same words and pictures, at no address yet and with no past. */
export const asNewDocument = <Document extends object>(document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).filter(([field]) => !ofOneDocument.includes(field)),
  ) as Document
