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
import {changedWithin} from './changed-within.ts'

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

export function typeset<Answer>(answer: Answer, language: unknown): Answer {
  if (language === 'fr') return setIn(answer, inFrench) as Answer
  return language === 'en' ? (setIn(answer, inEnglish) as Answer) : answer
}

const inEnglish = (line: string): string => withQuotationMarks(withApostrophes(line), false)
const inFrench = (line: string): string =>
  withFrenchSpaces(withQuotationMarks(withApostrophes(line, true), true))

function setIn(value: unknown, set: (line: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return changedWithin(value, (inner) => setIn(inner, set))
  const {french} = value as {french?: unknown}
  return changedWithin(value, (inner, field) => {
    const own = Array.isArray(french) && !french.includes(field) ? inEnglish : set
    return typeof inner === 'string' && lines.has(field) ? own(inner) : setIn(inner, own)
  })
}
