/**
 * What a page takes from the lake is set as its body is: headlines, standfirsts and captions get printed apostrophes and quotation
 * marks, and French ones French spaces.
 *
 * What stands on a French page in English, because nobody wrote it in French (`french.ts`), is set as English.
 *
 * Done to the answer, so that pages, cards, feeds and what machines read agree. Bodies are left to the Markdown pipeline, and
 * names of people and addresses to whoever wrote them.
 */
import {withFrenchSpaces} from '../markdown/french-spaces.ts'
import {withApostrophes, withQuotationMarks} from '../markdown/printed-marks.ts'
import {onceForEach} from './once-for-each.ts'

const lines = new Set([
  'alt',
  'caption',
  'credit',
  'description',
  'disclaimer',
  'heading',
  'jobTitle',
  'label',
  'note',
  'portraitAlt',
  'standfirst',
  'tagline',
  'text',
  'title',
])

const known = {
  en: onceForEach((answer) => setIn(answer, inEnglish)),
  fr: onceForEach((answer) => setIn(answer, inFrench)),
}

/** Done once for each answer: many pages share one, and only read it. */
export function typeset<Answer>(answer: Answer, language: unknown): Answer {
  return language === 'fr' || language === 'en' ? known[language](answer) : answer
}

const inEnglish = (line: string): string => withQuotationMarks(withApostrophes(line), false)
const inFrench = (line: string): string =>
  withFrenchSpaces(withQuotationMarks(withApostrophes(line, true), true))

function setIn(value: unknown, set: (line: string) => string): unknown {
  if (Array.isArray(value)) return value.map((inner) => setIn(inner, set))
  if (typeof value !== 'object' || value === null) return value
  const {french} = value as {french?: unknown}
  const setOf = (field: string) =>
    Array.isArray(french) && !french.includes(field) ? inEnglish : set
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      typeof inner === 'string' && lines.has(field)
        ? setOf(field)(inner)
        : setIn(inner, setOf(field)),
    ]),
  )
}
