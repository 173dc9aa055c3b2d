/** What an import did (or would do), in words: each document, then each thing that was resolved, dropped or is missing. */
import type {Imported} from './import-file.ts'
import type {PlannedDocument} from './plan.ts'

interface How {
  draft?: boolean | undefined
  dryRun?: boolean | undefined
}

export function reportOf(file: string, imported: Imported, how: How): string {
  const {documents, picture, slug, notes, mutations} = imported
  const rows = documents.map((document) => [
    document.type,
    document.title,
    wordFor(document, how) + (document.type === 'article' ? ` (/articles/${slug})` : ''),
  ])
  if (picture) rows.push(['picture', picture.name, `${picture.width} × ${picture.height}`])
  return [
    headline(file, mutations.length, how),
    ...rows.map(([type = '', title, outcome]) => `  ${type.padEnd(8)} ${title}: ${outcome}`),
    ...(notes.length > 0 ? ['', 'To know:', ...notes.map((note) => `  - ${note}`)] : []),
  ].join('\n')
}

function headline(file: string, changes: number, {dryRun}: How): string {
  if (dryRun) return `${file} would be imported like this; nothing was written:`
  return changes === 0 ? `${file} is in already; nothing had to be written:` : `Imported ${file}:`
}

function wordFor({outcome}: PlannedDocument, {draft}: How): string {
  const where = draft ? 'as a draft' : 'and published'
  const words = {
    created: `made ${where}`,
    updated: `brought up to date ${where}`,
    unchanged: 'there already, the same',
    kept: 'there already; changed in the Studio since, so it was left alone',
  }
  return words[outcome]
}
