/**
 * What a page takes from the lake is set as its body is: headlines, standfirsts and captions get printed apostrophes and quotation
 * marks, and French ones French spaces.
 *
 * Done to the answer, so that pages, cards, feeds and what machines read agree. Bodies are left to the Markdown pipeline, and
 * names of people and addresses to whoever wrote them.
 */
import {withFrenchSpaces} from '../markdown/french-spaces.ts'
import {withApostrophes, withQuotationMarks} from '../markdown/printed-marks.ts'

const lines = new Set([
  'alt',
  'caption',
  'credit',
  'description',
  'heading',
  'jobTitle',
  'label',
  'note',
  'standfirst',
  'text',
  'title',
])

export function typeset<Answer>(answer: Answer, language: unknown): Answer {
  if (language !== 'fr' && language !== 'en') return answer
  return setIn(answer, language === 'fr' ? inFrench : inEnglish) as Answer
}

const inEnglish = (line: string): string => withQuotationMarks(withApostrophes(line), false)
const inFrench = (line: string): string =>
  withFrenchSpaces(withQuotationMarks(withApostrophes(line, true), true))

function setIn(value: unknown, set: (line: string) => string): unknown {
  if (Array.isArray(value)) return value.map((inner) => setIn(inner, set))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      typeof inner === 'string' && lines.has(field) ? set(inner) : setIn(inner, set),
    ]),
  )
}
