/**
 * Dates as machines may take them. An editor may date a text ahead: readers see that date, but no search engine and no feed reader believes
 * that something was changed tomorrow. Nobody has changed a document later than the lake wrote it.
 */
export const notAfter = (date: Date, writtenAt: string): Date => {
  const written = new Date(writtenAt)
  return written < date ? written : date
}
